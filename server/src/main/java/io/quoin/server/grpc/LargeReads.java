package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.server.log.Log;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.RpcStatus;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Runs reads that would hold up an event loop. Bounded in threads, in reads that wait, and in response bytes between
 * the read and the connection; beyond a bound a read is refused with {@code too many requests}. One read alone is
 * always let in, however big.
 */
final class LargeReads implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int WAITING_MAX = 1_000;

    private final ThreadPoolExecutor threads;
    private final long responseBytesMax;
    private final AtomicLong responseBytes = new AtomicLong();

    LargeReads(long responseBytesMax) {
        this.responseBytesMax = responseBytesMax;
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().daemon().name("quoin-read-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Reads and answers later. On the call's loop.
     *
     * @param bytesExpected of the response, roughly
     * @param read makes the answer; runs on a thread of the pool
     */
    void submit(Call call, long bytesExpected, Supplier<ReadAnswer> read) {
        long inFlight = responseBytes.addAndGet(bytesExpected);
        if (inFlight > responseBytesMax && inFlight != bytesExpected) {
            refuse(call, bytesExpected);
            return;
        }
        try {
            threads.execute(() -> answer(call, bytesExpected, read));
        } catch (RejectedExecutionException e) {
            refuse(call, bytesExpected);
        }
    }

    private void refuse(Call call, long bytesExpected) {
        responseBytes.addAndGet(-bytesExpected);
        call.finish(Statuses.of(EtcdError.REQUEST_TOO_MANY_REQUESTS));
    }

    private void answer(Call call, long bytesExpected, Supplier<ReadAnswer> read) {
        if (call.isCancelled()) {
            responseBytes.addAndGet(-bytesExpected);
            return;
        }
        ReadAnswer answer = executed(read);
        long reserved = Math.max(bytesExpected, answer.bytes());
        responseBytes.addAndGet(reserved - bytesExpected);
        call.execute(() -> {
            responseBytes.addAndGet(-reserved);
            answer.to(call);
        });
    }

    /** A read that fails must not leave its caller waiting; one that does not fit into memory is one too many. */
    private static ReadAnswer executed(Supplier<ReadAnswer> read) {
        try {
            return read.get();
        } catch (OutOfMemoryError e) {
            return new ReadAnswer(null, Statuses.of(EtcdError.REQUEST_TOO_MANY_REQUESTS));
        } catch (RuntimeException e) {
            Log.error("a read failed", "error", e);
            return new ReadAnswer(null, new RpcStatus(RpcStatus.UNKNOWN, e.toString()));
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
