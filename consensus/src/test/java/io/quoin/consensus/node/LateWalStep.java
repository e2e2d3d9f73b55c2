package io.quoin.consensus.node;

import io.quoin.consensus.raft.PersistBatch;
import io.quoin.consensus.wal.Wal;
import java.io.IOException;
import java.util.ArrayDeque;

/** Takes batches and writes them when the test says so. */
final class LateWalStep implements WalStep {
    private final Wal wal;
    private final ArrayDeque<PersistBatch> waiting = new ArrayDeque<>();
    boolean waitsForRoom;

    LateWalStep(Wal wal) {
        this.wal = wal;
    }

    @Override
    public boolean persist(PersistBatch batch) {
        waiting.add(batch);
        return false;
    }

    /** Writes the oldest batch and gives its sequence. */
    long writeOne() throws IOException {
        PersistBatch batch = waiting.remove();
        wal.append(batch);
        return batch.sequence();
    }

    int waiting() {
        return waiting.size();
    }

    @Override
    public void markIdle() throws IOException {
        wal.appendIdleMarker();
    }

    @Override
    public boolean waitsForRoom() {
        return waitsForRoom;
    }

    @Override
    public boolean wantsNextSegment() {
        return wal.wantsNextSegment();
    }
}
