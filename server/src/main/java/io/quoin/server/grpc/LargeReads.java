package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.server.log.Log;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.RpcStatus;
import io.quoin.statemachine.record.DamagedRecordException;
import io.quoin.storage.EngineBusyException;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs reads that would hold up an event loop, in steps, on a few threads that all of them share in turn.
 *
 * <p>Memory: what has been handed to calls and not been taken by their clients, and what reads hold between steps, is
 * counted. While that is {@link Bounds#bytesInFlightMax} or more no read takes its turn: it waits, and is refused with
 * {@code too many requests} after {@link Bounds#waitNanosMax}. So the bound is exceeded by what one turn of each thread
 * comes to at most. A client that takes nothing for {@link Bounds#stallNanosMax}, or is not done after {@link
 * Bounds#totalNanosMax}, loses its call. Beyond {@link Bounds#readsMax} reads a new one is refused at once.
 */
final class LargeReads implements AutoCloseable {
    private static final RpcStatus STALLED =
            new RpcStatus(RpcStatus.RESOURCE_EXHAUSTED, "client does not read what it is sent");
    private static final RpcStatus TOO_MANY = Statuses.of(EtcdError.REQUEST_TOO_MANY_REQUESTS);

    /** A read that has not so much time behind it takes its next step at once, others in their turn. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Turns that a read takes one after the other before it pauses between them. */
    private static final int EAGER_TURNS = 15;

    private final Bounds bounds;
    private final ScheduledThreadPoolExecutor threads;
    private final Set<Reading> readings = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytesInFlight = new AtomicLong();
    private final ArrayDeque<Reading> parked = new ArrayDeque<>();

    LargeReads(Bounds bounds) {
        this.bounds = bounds;
        var factory = Thread.ofPlatform().daemon().name("quoin-read-", 0).factory();
        threads = new ScheduledThreadPoolExecutor(bounds.threads(), factory);
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        long patrolNanos = Math.clamp(Math.min(bounds.waitNanosMax(), bounds.stallNanosMax()) / 4, 1L, 1_000_000_000L);
        threads.scheduleWithFixedDelay(this::patrol, patrolNanos, patrolNanos, TimeUnit.NANOSECONDS);
    }

    /**
     * What large reads may use together.
     *
     * @param threads that work on them
     * @param readsMax open at a time, those that wait included
     * @param bytesInFlightMax see above
     * @param waitNanosMax how long a read may wait for others' bytes to be taken
     * @param stallNanosMax how long a client may take nothing
     * @param totalNanosMax how long a read may take
     */
    record Bounds(
            int threads,
            int readsMax,
            long bytesInFlightMax,
            long waitNanosMax,
            long stallNanosMax,
            long totalNanosMax) {
        private static final long BYTES_IN_FLIGHT_MIN = 64L << 20;

        /** For this machine: half its cores, a quarter of its heap. */
        static Bounds ofMachine() {
            return new Bounds(
                    Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                    4_096,
                    Math.max(BYTES_IN_FLIGHT_MIN, Runtime.getRuntime().maxMemory() / 4),
                    TimeUnit.SECONDS.toNanos(7),
                    TimeUnit.SECONDS.toNanos(60),
                    TimeUnit.MINUTES.toNanos(15));
        }
    }

    /** Takes a read over: its call is answered later. On the call's loop. */
    Reading submit(Call call, LargeRead read) {
        Reading reading = new Reading(call, read);
        readings.add(reading);
        if (readings.size() > bounds.readsMax()) {
            reading.close();
            call.finish(TOO_MANY);
        } else {
            reading.goOn();
        }
        return reading;
    }

    /** Bytes handed to calls and not taken by their clients, and bytes that reads hold. Any thread. */
    long bytesInFlight() {
        return bytesInFlight.get();
    }

    /** Reads that are not ended. Any thread. */
    int openReads() {
        return readings.size();
    }

    /** Whether the read may take a step now; if not it is parked. */
    private boolean admits(Reading reading) {
        synchronized (parked) {
            if (bytesInFlight.get() < bounds.bytesInFlightMax()) {
                return true;
            }
            reading.parkedSinceNanos = System.nanoTime();
            parked.add(reading);
            return false;
        }
    }

    private void give(long bytes) {
        if (bytes == 0) {
            return;
        }
        bytesInFlight.addAndGet(-bytes);
        while (bytesInFlight.get() < bounds.bytesInFlightMax()) {
            Reading next;
            synchronized (parked) {
                next = parked.poll();
            }
            if (next == null) {
                return;
            }
            next.goOn();
        }
    }

    private void patrol() {
        long now = System.nanoTime();
        refuseParked(now);
        for (Reading reading : readings) {
            long since = reading.stalledSinceNanos;
            boolean stalled = since != 0 && now - since > bounds.stallNanosMax();
            if (stalled || since != 0 && reading.isOverdue(now)) {
                reading.call.execute(reading::giveUp);
            }
        }
    }

    private void refuseParked(long now) {
        while (true) {
            Reading late;
            synchronized (parked) {
                late = parked.peek();
                if (late == null || now - late.parkedSinceNanos <= bounds.waitNanosMax()) {
                    return;
                }
                parked.remove();
            }
            late.end(TOO_MANY);
        }
    }

    /** Reads that wait for a thread. Any thread. */
    int waiting() {
        return threads.getQueue().size();
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    /**
     * One read and its call. It is in one place at a time: in the hands of a thread here, in those of the call's loop,
     * waiting for the client, or parked.
     */
    final class Reading implements Runnable {
        private final Call call;
        private final LargeRead read;
        private final long startNanos = System.nanoTime();
        private long handedBytes;
        private long heldBytes;
        private long parkedSinceNanos;
        private int turnsWithoutOutput;
        private boolean closed;

        /** Since when it waits for the client; 0 while it does not. Written on the loop. */
        private volatile long stalledSinceNanos;

        private Reading(Call call, LargeRead read) {
            this.call = call;
            this.read = read;
        }

        private void goOn() {
            try {
                threads.execute(this);
            } catch (RejectedExecutionException e) {
                end(Statuses.of(EtcdError.STOPPED));
            }
        }

        /** A read that goes on for long leaves the cores to others for as long as it used them. */
        private void goOnLater(long workedNanos) {
            if (++turnsWithoutOutput <= EAGER_TURNS) {
                goOn();
                return;
            }
            try {
                threads.schedule(this, workedNanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                end(Statuses.of(EtcdError.STOPPED));
            }
        }

        private boolean isOverdue(long now) {
            return now - startNanos > bounds.totalNanosMax();
        }

        /** Takes steps until there is something to deliver or its turn is over. On a thread of the pool. */
        @Override
        public void run() {
            if (call.isCancelled()) {
                close();
            } else if (isOverdue(System.nanoTime())) {
                end(STALLED);
            } else if (admits(this)) {
                long begunNanos = System.nanoTime();
                LargeRead.Step step;
                do {
                    step = step();
                    account();
                } while (step instanceof LargeRead.Again && System.nanoTime() - begunNanos < TURN_NANOS);
                LargeRead.Step last = step;
                if (step instanceof LargeRead.Again) {
                    goOnLater(System.nanoTime() - begunNanos);
                } else {
                    handedBytes = step.bytes();
                    bytesInFlight.addAndGet(handedBytes);
                    call.execute(() -> deliver(last));
                }
            }
        }

        /** A read that fails must not leave its caller waiting; one that does not fit into memory is one too many. */
        private LargeRead.Step step() {
            try {
                return read.step();
            } catch (EngineBusyException | OutOfMemoryError e) {
                return new LargeRead.End(TOO_MANY);
            } catch (DamagedRecordException e) {
                return new LargeRead.End(Statuses.of(EtcdError.CORRUPT));
            } catch (RuntimeException e) {
                Log.error("a read failed", "error", e);
                return new LargeRead.End(new RpcStatus(RpcStatus.UNKNOWN, e.toString()));
            }
        }

        private void account() {
            long held = read.heldBytes();
            bytesInFlight.addAndGet(held - heldBytes);
            heldBytes = held;
        }

        private void deliver(LargeRead.Step step) {
            if (call.isCancelled()) {
                close();
                return;
            }
            boolean last = switch (step) {
                case LargeRead.Begin begin -> {
                    call.onCancelled(this::cancelled);
                    call.beginReply(begin.messageBytes(), begin.count(), this::ready);
                    yield deliver(begin.first());
                }
                case LargeRead.Part part -> deliver(part);
                case LargeRead.Chunk chunk -> {
                    call.send(chunk.message());
                    if (chunk.last()) {
                        call.finish(RpcStatus.OK);
                    }
                    yield chunk.last();
                }
                case LargeRead.End end -> {
                    call.finish(end.status());
                    yield true;
                }
                case LargeRead.Again again -> false;
            };
            if (last) {
                close();
            } else if (call.isReady()) {
                taken();
            } else {
                stalledSinceNanos = System.nanoTime() | 1;
            }
        }

        private boolean deliver(LargeRead.Part part) {
            part.pieces().forEach(call::sendPart);
            return part.last();
        }

        private void taken() {
            long bytes = handedBytes;
            handedBytes = 0;
            give(bytes);
            goOn();
        }

        /** The client takes more. On the loop. */
        void ready() {
            if (stalledSinceNanos != 0) {
                stalledSinceNanos = 0;
                taken();
            }
        }

        /** The call is over. On the loop; while a step runs, its outcome finds the call cancelled. */
        void cancelled() {
            if (stalledSinceNanos != 0) {
                stalledSinceNanos = 0;
                close();
            }
        }

        /** Ends a call whose client has had its time, if it still waits for it. On the loop. */
        private void giveUp() {
            if (stalledSinceNanos != 0) {
                stalledSinceNanos = 0;
                call.abort(STALLED);
                close();
            }
        }

        /** Ends the call from whatever thread has the read in its hands. */
        private void end(RpcStatus status) {
            call.execute(() -> {
                call.finish(status);
                close();
            });
        }

        private void close() {
            if (!closed) {
                closed = true;
                read.close();
                readings.remove(this);
                long bytes = handedBytes + heldBytes;
                handedBytes = 0;
                heldBytes = 0;
                give(bytes);
            }
        }
    }
}
