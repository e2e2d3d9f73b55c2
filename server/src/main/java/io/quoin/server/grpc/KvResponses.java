package io.quoin.server.grpc;

import static io.quoin.server.grpc.WireWriter.blockBytes;
import static io.quoin.server.grpc.WireWriter.numberBytes;

import io.quoin.server.grpc.ReplyParts.Literal;
import io.quoin.server.grpc.ReplyParts.Rows;
import io.quoin.server.grpc.ReplyParts.Segment;
import io.quoin.statemachine.mvcc.PinnedRead;
import io.quoin.statemachine.result.CompactResult;
import io.quoin.statemachine.result.DeleteRangeResult;
import io.quoin.statemachine.result.OpenRange;
import io.quoin.statemachine.result.PutResult;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Result;
import io.quoin.statemachine.result.TxnResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes the answers of the key-value service. A response's own header names cluster, member and term; those nested
 * in a transaction carry the revision only, as in etcd. Immutable; any thread.
 */
final class KvResponses {
    /** A longer answer cannot be an array. */
    static final long RESPONSE_BYTES_MAX = Integer.MAX_VALUE - 64L;

    static final int RANGE_KVS = 2;

    private static final int HEADER = 1;
    private static final int CLUSTER_ID = 1;
    private static final int MEMBER_ID = 2;
    private static final int REVISION = 3;
    private static final int RAFT_TERM = 4;
    private static final int STREAM_RANGE_RESPONSE = 1;
    private static final int RANGE_MORE = 3;
    private static final int RANGE_COUNT = 4;
    private static final int PUT_PREVIOUS = 2;
    private static final int DELETE_DELETED = 2;
    private static final int DELETE_PREVIOUS = 3;
    private static final int TXN_SUCCEEDED = 2;
    private static final int TXN_RESPONSES = 3;

    private final long clusterId;
    private final long memberId;

    KvResponses(long clusterId, long memberId) {
        this.clusterId = clusterId;
        this.memberId = memberId;
    }

    /** The response message of a result that is none of the refusals; null when it is longer than a message can be. */
    byte[] encode(Result result, long term) {
        Header header = new Header(clusterId, memberId, revision(result), term);
        long bytes = size(result, header);
        if (bytes > RESPONSE_BYTES_MAX) {
            return null;
        }
        WireWriter out = new WireWriter((int) bytes);
        write(result, header, out);
        return out.finish();
    }

    /** The message that carries a chunk of a streamed range; only the last one has a header. */
    byte[] encodeChunk(RangeResult chunk, boolean last, long term) {
        Header header = last ? new Header(clusterId, memberId, chunk.revision(), term) : null;
        long bytes = content(chunk) + (last ? blockBytes(header.bytes()) : 0);
        WireWriter out = new WireWriter(Math.toIntExact(blockBytes(bytes)));
        out.blockStart(STREAM_RANGE_RESPONSE, bytes);
        if (last) {
            header.write(out);
        }
        write(chunk, out);
        return out.finish();
    }

    /** The response to a pinned read that is not refused, in parts; to be measured first. */
    ReplyParts inParts(PinnedRead read, long term) {
        Result result = read.result();
        Header header = new Header(clusterId, memberId, revision(result), term);
        return switch (result) {
            case OpenRange range ->
                new ReplyParts(read.session(), List.of(range), rows -> segments(rows.getFirst(), header));
            case TxnResult txn -> new ReplyParts(read.session(), openRanges(txn), rows -> segments(txn, header, rows));
            default -> throw unexpected(result);
        };
    }

    private static List<OpenRange> openRanges(TxnResult txn) {
        List<OpenRange> ranges = new ArrayList<>();
        for (Result response : txn.responses()) {
            ranges.add((OpenRange) response);
        }
        return ranges;
    }

    private static List<Segment> segments(Rows rows, Header header) {
        List<Segment> segments = new ArrayList<>();
        WireWriter head = new WireWriter((int) blockBytes(header.bytes()));
        header.write(head);
        segments.add(new Literal(head.finish()));
        add(rows, segments);
        return segments;
    }

    private static List<Segment> segments(TxnResult txn, Header header, List<Rows> ranges) {
        List<Segment> segments = new ArrayList<>();
        int succeeded = txn.succeeded() ? 1 : 0;
        WireWriter head = new WireWriter((int) blockBytes(header.bytes()) + numberBytes(succeeded));
        header.write(head);
        head.number(TXN_SUCCEEDED, succeeded);
        segments.add(new Literal(head.finish()));
        for (Rows rows : ranges) {
            Header nested = nested(rows.range());
            long before = blockBytes(nested.bytes());
            long bytes = before + rows.bytes() + tailBytes(rows.range());
            WireWriter start = new WireWriter((int) (blockBytes(blockBytes(bytes)) - bytes + before));
            start.blockStart(TXN_RESPONSES, blockBytes(bytes));
            start.blockStart(operationField(rows.range()), bytes);
            nested.write(start);
            segments.add(new Literal(start.finish()));
            add(rows, segments);
        }
        return segments;
    }

    private static void add(Rows rows, List<Segment> segments) {
        segments.add(rows);
        WireWriter tail = new WireWriter(tailBytes(rows.range()));
        tail.number(RANGE_MORE, rows.range().more() ? 1 : 0);
        tail.number(RANGE_COUNT, rows.range().count());
        segments.add(new Literal(tail.finish()));
    }

    private static int tailBytes(OpenRange range) {
        return numberBytes(range.more() ? 1 : 0) + numberBytes(range.count());
    }

    private static long content(RangeResult range) {
        return size(range.records()) + numberBytes(range.more() ? 1 : 0) + numberBytes(range.count());
    }

    private static void write(RangeResult range, WireWriter out) {
        write(RANGE_KVS, range.records(), out);
        out.number(RANGE_MORE, range.more() ? 1 : 0);
        out.number(RANGE_COUNT, range.count());
    }

    private static long revision(Result result) {
        return switch (result) {
            case PutResult put -> put.revision();
            case DeleteRangeResult delete -> delete.revision();
            case RangeResult range -> range.revision();
            case OpenRange range -> range.revision();
            case TxnResult txn -> txn.revision();
            case CompactResult compact -> compact.revision();
            default -> throw unexpected(result);
        };
    }

    private static Header nested(Result result) {
        return new Header(0, 0, revision(result), 0);
    }

    private static long size(Result result, Header header) {
        long content = switch (result) {
            case PutResult put -> put.previous() == null ? 0 : blockBytes(put.previous().length);
            case DeleteRangeResult delete -> numberBytes(delete.deleted()) + size(delete.previous());
            case RangeResult range -> content(range);
            case TxnResult txn -> size(txn);
            case CompactResult compact -> 0;
            default -> throw unexpected(result);
        };
        return blockBytes(header.bytes()) + content;
    }

    private static long size(List<byte[]> records) {
        long bytes = 0;
        for (byte[] single : records) {
            bytes += blockBytes(single.length);
        }
        return bytes;
    }

    private static long size(TxnResult txn) {
        long bytes = numberBytes(txn.succeeded() ? 1 : 0);
        for (Result response : txn.responses()) {
            bytes += blockBytes(blockBytes(size(response, nested(response))));
        }
        return bytes;
    }

    private static void write(Result result, Header header, WireWriter out) {
        header.write(out);
        switch (result) {
            case PutResult put -> {
                if (put.previous() != null) {
                    out.block(PUT_PREVIOUS, put.previous());
                }
            }
            case DeleteRangeResult delete -> {
                out.number(DELETE_DELETED, delete.deleted());
                write(DELETE_PREVIOUS, delete.previous(), out);
            }
            case RangeResult range -> write(range, out);
            case TxnResult txn -> write(txn, out);
            case CompactResult compact -> {
                // The header is all there is.
            }
            default -> throw unexpected(result);
        }
    }

    private static void write(int field, List<byte[]> records, WireWriter out) {
        for (byte[] single : records) {
            out.block(field, single);
        }
    }

    private static void write(TxnResult txn, WireWriter out) {
        out.number(TXN_SUCCEEDED, txn.succeeded() ? 1 : 0);
        for (Result response : txn.responses()) {
            Header header = nested(response);
            long bytes = size(response, header);
            out.blockStart(TXN_RESPONSES, blockBytes(bytes));
            out.blockStart(operationField(response), bytes);
            write(response, header, out);
        }
    }

    /** The case of {@code ResponseOp}. */
    private static int operationField(Result response) {
        return switch (response) {
            case RangeResult range -> 1;
            case OpenRange range -> 1;
            case PutResult put -> 2;
            case DeleteRangeResult delete -> 3;
            case TxnResult txn -> 4;
            default -> throw unexpected(response);
        };
    }

    private static IllegalArgumentException unexpected(Result result) {
        return new IllegalArgumentException("no response is made of " + result.getClass());
    }

    private record Header(long clusterId, long memberId, long revision, long term) {
        int bytes() {
            return numberBytes(clusterId) + numberBytes(memberId) + numberBytes(revision) + numberBytes(term);
        }

        void write(WireWriter out) {
            out.blockStart(HEADER, bytes());
            out.number(CLUSTER_ID, clusterId);
            out.number(MEMBER_ID, memberId);
            out.number(REVISION, revision);
            out.number(RAFT_TERM, term);
        }
    }
}
