package io.quoin.server.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.WireFormat;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.DeleteRangeResponse;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RangeResponse;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.api.etcdserverpb.TxnResponse;
import io.quoin.server.log.Level;
import io.quoin.server.log.Log;
import io.quoin.server.rpc.SlowCalls;
import io.quoin.server.rpc.SlowCalls.Answer;
import io.quoin.server.rpc.SlowCalls.SlowCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Logs calls that took long, with etcd's line {@code request stats}: values are left out, their lengths told. At level
 * debug all calls are logged.
 *
 * <p>Warnings are bounded, so that a stalled disk does not also fill the disk of the log: beyond {@value #LINES_MAX} a
 * second they are counted, and the next line says how many were omitted. Any thread.
 */
public final class RequestStats {
    static final int LINES_MAX = 100;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Stats UNKNOWN = new Stats(-1, -1, -1, "");

    private final Level level;
    private long secondBeganNanos = System.nanoTime();
    private int linesInSecond;
    private long omitted;

    private RequestStats(Level level) {
        this.level = level;
    }

    /** Logs calls that took longer than that, or all of them if {@code everyCall}. */
    public static SlowCalls logged(Duration threshold, boolean everyCall) {
        RequestStats stats = new RequestStats(everyCall ? Level.DEBUG : Level.WARN);
        return new SlowCalls(everyCall ? -1 : threshold.toNanos(), stats::log);
    }

    /**
     * What is told of a call.
     *
     * @param requestCount operations asked for, where etcd counts them
     * @param requestBytes their length
     * @param responseCount keys found or deleted
     * @param content the request as text, without values
     */
    record Stats(long requestCount, long requestBytes, long responseCount, String content) {}

    private void log(SlowCall call) {
        long omittedBefore = level == Level.DEBUG ? 0 : admit();
        Stats stats = omittedBefore < 0 ? null : statsOf(call.path(), call.request(), call.answer());
        if (stats == null) {
            return;
        }
        long responseBytes = stats.requestBytes() < 0 ? -1 : call.answer().messageBytes();
        List<Object> fields = List.of(
                "start time",
                Instant.now().minusNanos(call.nanos()),
                "time spent",
                Duration.ofNanos(call.nanos()),
                "remote",
                call.peer(),
                "response type",
                call.path(),
                "request count",
                stats.requestCount(),
                "request size",
                stats.requestBytes(),
                "response count",
                stats.responseCount(),
                "response size",
                responseBytes,
                "request content",
                stats.content());
        Log.write(level, "request stats", omittedBefore > 0 ? with(fields, "omitted before", omittedBefore) : fields);
    }

    private static List<Object> with(List<Object> fields, String name, Object value) {
        List<Object> more = new ArrayList<>(fields);
        more.add(name);
        more.add(value);
        return more;
    }

    /** How many lines were omitted since the last one; -1 if this one is, too. */
    private synchronized long admit() {
        long now = System.nanoTime();
        if (now - secondBeganNanos >= SECOND_NANOS) {
            secondBeganNanos = now;
            linesInSecond = 0;
        }
        if (linesInSecond == LINES_MAX) {
            omitted++;
            return -1;
        }
        linesInSecond++;
        long before = omitted;
        omitted = 0;
        return before;
    }

    /** Null for what is no request: etcd does not come to the point of measuring it. */
    static Stats statsOf(String path, byte[] request, Answer answer) {
        try {
            return switch (path) {
                case "/etcdserverpb.KV/Range" -> {
                    RangeRequest range = RequestDecoder.parse(RangeRequest.parser(), request);
                    long count = counted(answer, RangeResponse.COUNT_FIELD_NUMBER);
                    yield new Stats(0, range.getSerializedSize(), count, RequestText.of(range));
                }
                case "/etcdserverpb.KV/Put" -> {
                    PutRequest put = RequestDecoder.parse(PutRequest.parser(), request);
                    yield new Stats(1, put.getSerializedSize(), 0, RequestText.of(put));
                }
                case "/etcdserverpb.KV/DeleteRange" -> {
                    DeleteRangeRequest delete = RequestDecoder.parse(DeleteRangeRequest.parser(), request);
                    long count = counted(answer, DeleteRangeResponse.DELETED_FIELD_NUMBER);
                    yield new Stats(0, delete.getSerializedSize(), count, RequestText.of(delete));
                }
                case "/etcdserverpb.KV/Txn" -> statsOf(RequestDecoder.parse(TxnRequest.parser(), request), answer);
                default -> UNKNOWN;
            };
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    /** Of the branch that was taken; nothing is known of a transaction that was refused. */
    private static Stats statsOf(TxnRequest txn, Answer answer) {
        if (answer.messageBytes() == 0) {
            return new Stats(0, 0, 0, "");
        }
        boolean succeeded = counted(answer, TxnResponse.SUCCEEDED_FIELD_NUMBER) != 0;
        List<RequestOp> taken = succeeded ? txn.getSuccessList() : txn.getFailureList();
        long bytes = taken.stream().mapToLong(MessageLite::getSerializedSize).sum();
        return new Stats(taken.size(), bytes, 0, RequestText.of((Message) txn));
    }

    /** The number in that field of the answer, or what was said of an answer in parts. */
    private static long counted(Answer answer, int fieldNumber) {
        if (answer.message() == null) {
            return answer.count();
        }
        try {
            CodedInputStream in = CodedInputStream.newInstance(answer.message());
            long number = 0;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == WireFormat.WIRETYPE_VARINT + (fieldNumber << 3)) {
                    number = in.readRawVarint64();
                } else {
                    in.skipField(tag);
                }
            }
            return number;
        } catch (IOException e) {
            throw new UncheckedIOException("reading an answer of ours", e);
        }
    }
}
