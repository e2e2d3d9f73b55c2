package io.quoin.statemachine.mvcc;

import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RangeRequest.SortOrder;
import io.quoin.api.etcdserverpb.RangeRequest.SortTarget;
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
    private final long limit;
    private final Comparator<Candidate> order;
    private final List<Candidate> inKeyOrder = new ArrayList<>();
    private final PriorityQueue<Candidate> worstFirst;
    private long offered;

    private Selection(long limit, Comparator<Candidate> order) {
        this.limit = limit;
        this.order = order;
        this.worstFirst = order == null ? null : new PriorityQueue<>(order.reversed());
    }

    static Selection of(RangeRequest request) {
        return new Selection(request.getLimit(), order(request));
    }

    void offer(Candidate candidate) {
        offered++;
        if (order == null) {
            if (limit <= 0 || inKeyOrder.size() < limit) {
                inKeyOrder.add(candidate);
            }
            return;
        }
        if (limit <= 0 || worstFirst.size() < limit) {
            worstFirst.add(candidate);
        } else if (order.compare(candidate, worstFirst.peek()) < 0) {
            worstFirst.poll();
            worstFirst.add(candidate);
        }
    }

    /** Whether the limit cut something off. */
    boolean isTruncated() {
        return limit > 0 && offered > limit;
    }

    /** What is kept, in the order of the response. */
    List<Candidate> ordered() {
        if (order == null) {
            return inKeyOrder;
        }
        var sorted = new ArrayList<>(worstFirst);
        sorted.sort(order);
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
