package io.quoin.consensus.node;

import io.quoin.consensus.raft.PersistBatch;
import java.io.IOException;

/**
 * Where the write-ahead log is written: inline on the node thread while this member alone is a quorum (a hand-over and
 * back costs a lone put 35 µs of CPU and 50 µs), on a thread of its own while there are peers (heartbeats are answered
 * during a slow force). Called on the node thread.
 */
public interface WalStep {
    /**
     * Makes the batch durable, or starts to. Batches become durable in the order of their sequence.
     *
     * @return true when the batch is durable already; false when the node will be told by a {@code Persisted} input
     * @throws io.quoin.consensus.wal.WalFullException there is no room and nothing was written: try again later
     * @throws IOException a write or force failed: the process must halt and never retry
     */
    boolean persist(PersistBatch batch) throws IOException;

    /** Writes a marker behind the last batch, which proves that the batch was durable; at once or a little later. */
    void markIdle() throws IOException;

    /** Whether a batch that was taken waits for room on the disk: proposals are refused meanwhile. */
    boolean waitsForRoom();

    /** Whether the log should get its next segment prepared soon. */
    boolean wantsNextSegment();
}
