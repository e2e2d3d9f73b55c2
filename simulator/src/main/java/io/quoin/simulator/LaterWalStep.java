package io.quoin.simulator;

import io.quoin.consensus.node.WalStep;
import io.quoin.consensus.raft.PersistBatch;
import io.quoin.consensus.wal.Wal;
import io.quoin.consensus.wal.WalFullException;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * The log written beside the node's turns, as a thread of its own would: a batch is written some time after it was
 * handed over, and the node is told later still.
 */
final class LaterWalStep implements WalStep {
    private static final long RETRY_NANOS = 20_000_000;

    /** The life of the member that this step belongs to. */
    interface Host {
        /** Runs the action later, unless that life has ended by then. */
        void later(long delayNanos, Life.Action action);

        /** How long the operations of the disk since the last call took. */
        long takeDiskNanos();

        /** The batch is durable. */
        void persisted(long sequence);
    }

    private final Wal wal;
    private final Host host;
    private final ArrayDeque<PersistBatch> waiting = new ArrayDeque<>();
    private boolean writing;
    private boolean waitsForRoom;

    LaterWalStep(Wal wal, Host host) {
        this.wal = wal;
        this.host = host;
    }

    @Override
    public boolean persist(PersistBatch batch) {
        waiting.add(batch);
        startWriting(1_000);
        return false;
    }

    @Override
    public void markIdle() throws IOException {
        if (waiting.isEmpty()) {
            wal.appendIdleMarker();
        }
    }

    @Override
    public boolean waitsForRoom() {
        return waitsForRoom;
    }

    @Override
    public boolean wantsNextSegment() {
        return wal.wantsNextSegment();
    }

    private void startWriting(long delayNanos) {
        if (!writing) {
            writing = true;
            host.later(delayNanos, this::writeOne);
        }
    }

    private void writeOne() throws IOException {
        PersistBatch batch = waiting.peek();
        try {
            wal.append(batch);
        } catch (WalFullException e) {
            waitsForRoom = true;
            host.later(RETRY_NANOS, this::writeOne);
            return;
        }
        waitsForRoom = false;
        waiting.remove();
        long took = host.takeDiskNanos();
        host.later(took, () -> {
            writing = false;
            host.persisted(batch.sequence());
            if (!waiting.isEmpty()) {
                startWriting(0);
            }
        });
    }
}
