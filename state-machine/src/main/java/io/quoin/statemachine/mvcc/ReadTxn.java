package io.quoin.statemachine.mvcc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.consensus.Invariant;
import io.quoin.statemachine.record.DamagedRecordException;
import io.quoin.statemachine.record.RecordReader;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.OpenRange;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import io.quoin.statemachine.result.TxnResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Executes a transaction that only reads, on one published state. etcd calls a transaction read-only when its outermost
 * operations are all ranges; any nested one goes through the log. Any thread.
 */
public final class ReadTxn {
    private final RecordReader records;
    private final RangeReader ranges;
    private final Supplier<? extends StateView> newest;

    /** Reads with this reader; the newest published state says whether compaction has passed a record that is gone. */
    public ReadTxn(RecordReader records, RangeReader ranges, Supplier<? extends StateView> newest) {
        this.records = records;
        this.ranges = ranges;
        this.newest = newest;
    }

    /** Whether a transaction may be executed here: every operation of both branches is a range. */
    public static boolean accepts(TxnRequest request) {
        return request.getSuccessList().stream().allMatch(RequestOp::hasRequestRange)
                && request.getFailureList().stream().allMatch(RequestOp::hasRequestRange);
    }

    /** A {@link TxnResult}, {@link Refused} or {@link Damaged}. */
    public Result execute(StateView state, TxnRequest request) {
        Invariant.check(accepts(request), "a transaction that writes is read without the log");
        StateView view = state;
        while (true) {
            try {
                return executeOn(view, request);
            } catch (DamagedRecordException e) {
                StateView later = newest.get();
                if (later.compactedRevision() <= view.compactedRevision()) {
                    return Damaged.of(records.met(e));
                }
                view = later;
            }
        }
    }

    private Result executeOn(StateView view, TxnRequest request) {
        try (var session = records.open()) {
            return execute(view, request, session, (range, ranges) -> ranges.read(view, range));
        }
    }

    /**
     * As {@link #execute}, but with {@link OpenRange} in place of what the ranges hold; null when one cannot be
     * opened.
     */
    Result open(StateView view, TxnRequest request, RecordReader.Session session, long recordBytesMax) {
        return execute(view, request, session, (range, ranges) -> ranges.open(view, range, session, recordBytesMax));
    }

    private Result execute(StateView view, TxnRequest request, RecordReader.Session session, Operation read) {
        Branch branch = Branch.choose(request, new CompareEvaluator(view, session));
        EtcdError refusal = TxnCheck.ofRanges(view, branch.operations());
        if (refusal != null) {
            return new Refused(refusal);
        }
        List<Result> responses = new ArrayList<>(branch.operations().size());
        for (RequestOp operation : branch.operations()) {
            Result response = read.of(operation.getRequestRange(), ranges);
            if (response == null) {
                return null;
            }
            responses.add(response);
        }
        return new TxnResult(view.revision(), branch.succeeded(), responses);
    }

    /** The oldest revision that any range of either branch reads. */
    static long oldestRevision(StateView state, TxnRequest request) {
        long oldest = state.revision();
        for (RequestOp operation : request.getSuccessList()) {
            oldest = Math.min(oldest, RangeReader.revision(state, operation.getRequestRange()));
        }
        for (RequestOp operation : request.getFailureList()) {
            oldest = Math.min(oldest, RangeReader.revision(state, operation.getRequestRange()));
        }
        return oldest;
    }

    /** How one range of a transaction is answered. */
    private interface Operation {
        Result of(RangeRequest request, RangeReader ranges);
    }
}
