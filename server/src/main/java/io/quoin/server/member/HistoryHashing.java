package io.quoin.server.member;

import io.quoin.api.error.EtcdError;
import io.quoin.consensus.node.LowPriority;
import io.quoin.server.grpc.Replica.HashListener;
import io.quoin.server.log.Log;
import io.quoin.statemachine.HashRun;
import io.quoin.statemachine.hash.KeyValueHash;
import io.quoin.statemachine.record.DamagedRecordException;
import io.quoin.storage.EngineIoException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that hashes the history. A run that nobody may be waiting for, such as that of a compaction, takes at
 * most half of the thread's time, so that requests keep their cores. At most {@value #WAITING_MAX} runs wait, each
 * holding an engine view; beyond that a run is refused. Any thread; nothing blocks but {@link #close}.
 */
final class HistoryHashing implements AutoCloseable {
    private static final int WAITING_MAX = 16;
    private static final int RECORDS_PER_STEP = 500;
    private static final long CLOSE_WAIT_SECONDS = 5;

    private final ThreadPoolExecutor thread;
    private volatile boolean closing;

    HistoryHashing() {
        thread = new ThreadPoolExecutor(
                1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), HistoryHashing::thread);
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        return Thread.ofPlatform().daemon().name("quoin-hash").unstarted(() -> {
            LowPriority.ofThisThread();
            work.run();
        });
    }

    /** How much of the thread's time a run may take. */
    enum Pace {
        FULL,
        HALF
    }

    /** Takes the run over: it is stepped to its end and closed, and the listener is told once. */
    void submit(HashRun run, Pace pace, HashListener listener) {
        try {
            thread.execute(() -> execute(run, pace, listener));
        } catch (RejectedExecutionException e) {
            run.close();
            listener.failed(closing ? EtcdError.STOPPED : EtcdError.REQUEST_TOO_MANY_REQUESTS);
        }
    }

    private void execute(HashRun run, Pace pace, HashListener listener) {
        EtcdError error = null;
        try (run) {
            error = step(run, pace);
        } catch (DamagedRecordException e) {
            Log.warn("a damaged record keeps the history from being hashed", "revision", e.main(), "sub", e.sub());
            error = EtcdError.CORRUPT;
        } catch (EngineIoException e) {
            Log.error("the storage engine failed while hashing the history", "error", e);
            error = EtcdError.STOPPED;
        }
        if (error != null) {
            listener.failed(error);
        } else {
            listener.hashed(run);
        }
    }

    private EtcdError step(HashRun run, Pace pace) {
        long begunNanos = System.nanoTime();
        while (run.step(RECORDS_PER_STEP)) {
            if (closing) {
                return EtcdError.STOPPED;
            }
            if (pace == Pace.HALF) {
                long now = System.nanoTime();
                LockSupport.parkNanos(now - begunNanos);
                begunNanos = System.nanoTime();
            }
        }
        KeyValueHash hash = run.result();
        Log.debug(
                "hashed the history",
                "revision",
                hash.revision(),
                "compact-revision",
                hash.compactRevision(),
                "hash",
                Integer.toUnsignedString(hash.hash()));
        return null;
    }

    /** Ends the run at hand early, refuses those that wait, and gives every view back. */
    @Override
    public void close() {
        closing = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
                Log.warn("hashing the history does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
