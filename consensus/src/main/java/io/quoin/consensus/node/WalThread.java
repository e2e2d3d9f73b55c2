package io.quoin.consensus.node;

import io.quoin.consensus.raft.PersistBatch;
import io.quoin.consensus.wal.Wal;
import io.quoin.consensus.wal.WalFullException;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Writes and forces on a thread of its own, so that a slow force delays no heartbeat: right as soon as others count on
 * this member. Batches are written one by one in the order of their sequence, and each is reported once it is durable.
 *
 * <p>The queue takes every batch. What waits in it is bounded by the core: a leader's entries by {@code
 * uncommittedBytesMax}, a follower's by the window of the leader, which hears of nothing before it is durable.
 *
 * <p>Without room on the disk the oldest batch waits and is tried again; nothing overtakes it. Any other failure goes
 * to the {@link FaultHandler}, and no further batch is written. The thread is never interrupted: an interrupt would
 * close the file that is being written.
 */
final class WalThread implements WalStep {
    private static final long RETRY_NANOS = 20_000_000;

    /** What the thread does, in the order in which it was asked. */
    private sealed interface Work {
        record Write(PersistBatch batch) implements Work {}

        record MarkIdle() implements Work {}

        record Stop() implements Work {}
    }

    private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Wal wal;
    private final LongConsumer persisted;
    private final FaultHandler faults;
    private final Thread thread;
    private volatile boolean waitsForRoom;
    private volatile boolean stopping;

    /** @param persisted told the sequence of each batch that is durable, on the thread of the log; only enqueues */
    WalThread(Wal wal, LongConsumer persisted, FaultHandler faults) {
        this.wal = wal;
        this.persisted = persisted;
        this.faults = faults;
        this.thread = Thread.ofPlatform().name("quoin-wal").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public boolean persist(PersistBatch batch) {
        queue.add(new Work.Write(batch));
        return false;
    }

    @Override
    public void markIdle() {
        queue.add(new Work.MarkIdle());
    }

    @Override
    public boolean waitsForRoom() {
        return waitsForRoom;
    }

    @Override
    public boolean wantsNextSegment() {
        return wal.wantsNextSegment();
    }

    /** Writes what waits, unless there is no room for it, and ends. The log itself stays open. */
    void close() throws InterruptedException {
        stopping = true;
        queue.add(new Work.Stop());
        thread.join();
    }

    private void run() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = switch (queue.take()) {
                    case Work.Write(PersistBatch batch) -> write(batch);
                    case Work.MarkIdle _ -> markNow();
                    case Work.Stop _ -> false;
                };
            }
        } catch (Throwable t) {
            faults.fatal("writing the log failed", t);
        }
    }

    /**
     * False when it gives up because there is no room and the node stops: nobody was told that the batch is durable.
     */
    private boolean write(PersistBatch batch) throws IOException {
        while (!appended(batch)) {
            if (stopping) {
                return false;
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
        persisted.accept(batch.sequence());
        return true;
    }

    private boolean appended(PersistBatch batch) throws IOException {
        try {
            wal.append(batch);
            waitsForRoom = false;
            return true;
        } catch (WalFullException e) {
            waitsForRoom = true;
            return false;
        }
    }

    private boolean markNow() throws IOException {
        wal.appendIdleMarker();
        return true;
    }
}
