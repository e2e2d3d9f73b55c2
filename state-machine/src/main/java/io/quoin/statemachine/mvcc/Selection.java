package io.quoin.statemachine.mvcc;

import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RangeRequest.SortOrder;
import io.quoin.api.etcdserverpb.RangeRequest.SortTarget;
import io.quoin.statemachine.index.KeyHistory;
import io.quoin.statemachine.index.Version;
import io.quoin.statemachine.record.RecordCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Takes candidates in key order and keeps those that a response returns, in its order. With a limit it never holds more
 * than that many: sorting by another field keeps a heap whose top is the worst. Equal sort values stay in key order
 * (etcd leaves that open).
 */
final class Selection {
    /** More bytes of records than this are loaded again rather than kept while the answer is sent. */
    private static final long RETAINED_BYTES_MAX = 1 << 20;

    private final long limit;
    private final Comparator<Candidate> order;
    private final SortTarget target;
    private final boolean descending;
    private final List<Candidate> inKeyOrder = new ArrayList<>();
    private final PriorityQueue<Candidate> worstFirst;
    private final long recordBytesMax;
    private long recordBytes;
    private long offered;

    private Selection(RangeRequest request, long recordBytesMax) {
        this.limit = request.getLimit();
        this.target = request.getSortTarget();
        this.descending = isDescending(request);
        this.recordBytesMax = recordBytesMax;
        this.order = order(request);
        this.worstFirst = order == null ? null : new PriorityQueue<>(order.reversed());
    }

    /**
     * An empty selection.
     *
     * @param recordBytesMax how many bytes of records it may hold at a time, for an order that needs them
     */
    static Selection of(RangeRequest request, long recordBytesMax) {
        return new Selection(request, recordBytesMax);
    }

    /** Whether the response is in the order of keys, ascending or descending: then nothing need be kept for it. */
    static boolean isKeyOrder(RangeRequest request) {
        SortTarget target = request.getSortTarget();
        return target == SortTarget.KEY || target == SortTarget.UNRECOGNIZED;
    }

    static boolean isDescending(RangeRequest request) {
        return request.getSortOrder() == SortOrder.DESCEND;
    }

    /**
     * Whether a live key's newest version is not among the rows kept so far, told from its history alone: so a short
     * list of the newest keys costs no object for each key of a long range. Counts as an offer if so.
     */
    boolean rejects(KeyHistory history) {
        if (limit <= 0 || order == null || worstFirst.size() < limit) {
            return false;
        }
        Candidate worst = worstFirst.peek();
        int comparison = switch (target) {
            case MOD -> Long.compare(history.modMain(), worst.main());
            case CREATE -> Long.compare(history.createMain(), worst.createMain());
            case VERSION -> Long.compare(history.version(), worst.version());
            case KEY, VALUE, UNRECOGNIZED -> descending ? 1 : -1;
        };
        // Of equals the one with the smaller key is kept, and that came before.
        boolean rejected = descending ? comparison <= 0 : comparison >= 0;
        if (rejected) {
            offered++;
        }
        return rejected;
    }

    /** Offers a row; false when the records held have become too many bytes: then the selection is void. */
    boolean offer(Candidate candidate) {
        recordBytes += candidate.recordBytes();
        keep(candidate);
        return recordBytes <= recordBytesMax;
    }

    private void keep(Candidate candidate) {
        offered++;
        if (order == null) {
            if (limit <= 0 || inKeyOrder.size() < limit) {
                inKeyOrder.add(candidate);
            } else {
                recordBytes -= candidate.recordBytes();
            }
            return;
        }
        if (limit <= 0 || worstFirst.size() < limit) {
            worstFirst.add(candidate);
        } else if (order.compare(candidate, worstFirst.peek()) < 0) {
            recordBytes -= worstFirst.poll().recordBytes();
            worstFirst.add(candidate);
        } else {
            recordBytes -= candidate.recordBytes();
        }
    }

    /** Whether the limit cut something off. */
    boolean isTruncated() {
        return limit > 0 && offered > limit;
    }

    /** What is kept, in the order of the response; with the records that were needed for it if they are few bytes. */
    List<Candidate> ordered() {
        if (order == null) {
            return inKeyOrder;
        }
        var sorted = new ArrayList<>(worstFirst);
        sorted.sort(order);
        if (recordBytes > RETAINED_BYTES_MAX) {
            sorted.replaceAll(Candidate::withoutRecord);
        }
        return sorted;
    }

    /** Null for ascending keys, the order in which candidates come. Unknown numbers sort by key, or ascending. */
    private static Comparator<Candidate> order(RangeRequest request) {
        SortTarget target = request.getSortTarget();
        boolean descending = request.getSortOrder() == SortOrder.DESCEND;
        Comparator<Candidate> byTarget = switch (target) {
            case KEY, UNRECOGNIZED -> descending ? Candidate.BY_KEY : null;
            case VERSION -> Comparator.comparingLong(Candidate::version);
            case CREATE -> Comparator.comparingLong(Candidate::createMain);
            case MOD -> Comparator.comparingLong(Candidate::main);
            case VALUE -> Candidate.BY_VALUE;
        };
        if (byTarget == null) {
            return null;
        }
        return (descending ? byTarget.reversed() : byTarget).thenComparing(Candidate.BY_KEY);
    }

    /**
     * A key at the revision that is read.
     *
     * @param record its record when it was needed for the choice, else null
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by comparators only
    record Candidate(byte[] key, long main, int sub, long createMain, long version, byte[] record) {
        static Candidate of(byte[] key, Version version) {
            return new Candidate(key, version.main(), version.sub(), version.createMain(), version.version(), null);
        }

        Candidate withRecord(byte[] needed) {
            return new Candidate(key, main, sub, createMain, version, needed);
        }

        Candidate withoutRecord() {
            return withRecord(null);
        }

        long recordBytes() {
            return record == null ? 0 : record.length;
        }

        static final Comparator<Candidate> BY_KEY = (a, b) -> Arrays.compareUnsigned(a.key, b.key);

        static final Comparator<Candidate> BY_VALUE = (a, b) -> {
            var first = RecordCodec.parse(a.record);
            var second = RecordCodec.parse(b.record);
            return Arrays.compareUnsigned(
                    a.record,
                    first.valueOffset(),
                    first.valueOffset() + first.valueBytes(),
                    b.record,
                    second.valueOffset(),
                    second.valueOffset() + second.valueBytes());
        };
    }
}
