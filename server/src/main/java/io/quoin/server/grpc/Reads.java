package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.server.rpc.Call;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.StoreReader;
import io.quoin.statemachine.mvcc.PinnedRead;
import io.quoin.statemachine.mvcc.RangeChunks;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import io.quoin.storage.EngineBusyException;
import java.util.function.Supplier;

/**
 * Answers ranges, and transactions of ranges, from the newest published state: small ones at once on the event loop,
 * others, and all that are streamed, off it. What a read costs is known before it runs: the keys that it touches from
 * the index, the bytes from what ranges have returned lately.
 */
final class Reads implements AutoCloseable {
    private static final long LOOP_KEYS_MAX = 1_000;
    private static final long LOOP_BYTES_MAX = 256 << 10;
    private static final int MEAN_WEIGHT = 8;

    /** What a read may hold of records to sort them by value; a longer range cannot be sorted so. */
    private static final long SORTED_BYTES_MAX =
            Math.max(32L << 20, Runtime.getRuntime().maxMemory() / 8);

    private final Replica replica;
    private final KvResponses responses;
    private final LargeReads large;
    private final int chunkBytes;

    /** Mean length of a record that a range returned; written by any thread, and a lost update does no harm. */
    private volatile long recordBytesMean = 256;

    /**
     * Reads of that replica.
     *
     * @param chunkBytes what a chunk of a stream should have: etcd's {@code --max-request-bytes}
     */
    Reads(Replica replica, KvResponses responses, LargeReads large, int chunkBytes) {
        this.replica = replica;
        this.responses = responses;
        this.large = large;
        this.chunkBytes = chunkBytes;
    }

    /** Answers a checked range. On the call's loop. */
    void range(Call call, RangeRequest request) {
        if (isRefused(call, request.getSerializable())) {
            return;
        }
        AppliedState state = replica.state();
        answer(
                call,
                StoreReader.keysTouched(state, request),
                () -> replica.reader().range(state, request),
                () -> replica.reader().pinned().range(request, SORTED_BYTES_MAX));
    }

    /** Answers a checked transaction that only reads. On the call's loop. */
    void txn(Call call, TxnRequest request) {
        if (isRefused(call, TxnReads.isSerializable(request))) {
            return;
        }
        AppliedState state = replica.state();
        answer(
                call,
                TxnReads.keysTouched(state, request),
                () -> replica.reader().txn(state, request),
                () -> replica.reader().pinned().txn(request, SORTED_BYTES_MAX));
    }

    /** Answers a checked range in chunks; null when the call was refused. On the call's loop. */
    LargeReads.Reading stream(Call call, RangeRequest request) {
        if (isRefused(call, request.getSerializable())) {
            return null;
        }
        RangeChunks chunks = replica.reader().chunks(replica.state(), request, chunkBytes);
        return large.submit(
                call, new StreamedRead(chunks, responses, replica.status().term()));
    }

    private boolean isRefused(Call call, boolean serializable) {
        EtcdError refusal = serializable ? null : replica.linearizableRefusal();
        if (refusal != null) {
            call.finish(Statuses.of(refusal));
        }
        return refusal != null;
    }

    /** A large read takes a state of its own when it begins, so that none is held while it waits. */
    private void answer(Call call, long keys, Supplier<Result> read, Supplier<PinnedRead> largeRead) {
        long bytes = keys * recordBytesMean;
        if (keys <= 1 || keys <= LOOP_KEYS_MAX && bytes <= LOOP_BYTES_MAX) {
            execute(read).to(call);
        } else {
            large.submit(
                    call, new UnaryRead(largeRead, responses, replica.status().term()));
        }
    }

    private ReadAnswer execute(Supplier<Result> read) {
        try {
            Result result = read.get();
            return switch (result) {
                case Refused refused -> refusal(refused.error());
                case Damaged damaged -> refusal(EtcdError.CORRUPT);
                default -> {
                    byte[] response = responses.encode(result, replica.status().term());
                    observe(result, response);
                    yield new ReadAnswer(response, response == null ? Statuses.RESPONSE_TOO_LARGE : null);
                }
            };
        } catch (EngineBusyException e) {
            return refusal(EtcdError.REQUEST_TOO_MANY_REQUESTS);
        }
    }

    private static ReadAnswer refusal(EtcdError error) {
        return new ReadAnswer(null, Statuses.of(error));
    }

    private void observe(Result result, byte[] response) {
        if (response != null
                && result instanceof RangeResult range
                && !range.records().isEmpty()) {
            long mean = recordBytesMean;
            long newest = response.length / range.records().size();
            recordBytesMean = Math.max(1, mean + (newest - mean) / MEAN_WEIGHT);
        }
    }

    /** Large reads that wait for a thread. Any thread. */
    int largeWaiting() {
        return large.waiting();
    }

    /** What large reads hold, and have handed to clients that did not take it yet. Any thread. */
    long largeBytes() {
        return large.bytesInFlight();
    }

    @Override
    public void close() {
        large.close();
    }
}
