package io.quoin.statemachine.mvcc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.consensus.InvariantViolation;
import io.quoin.statemachine.record.DamagedRecordException;
import io.quoin.statemachine.record.RecordReader;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import io.quoin.statemachine.result.TxnResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Executes transactions: all comparisons first, then all checks, then the operations in order, each seeing what those
 * before it changed. All changes share one main revision. Node thread; reads that only the answer needs are left out
 * when nobody waits for it.
 */
final class TxnExecutor {
    private final WriteState state;
    private final RecordReader records;
    private final RangeReader ranges;
    private final KeyChanges changes;

    TxnExecutor(WriteState state, RecordReader records, RangeReader ranges, KeyChanges changes) {
        this.state = state;
        this.records = records;
        this.ranges = ranges;
        this.changes = changes;
    }

    /**
     * Executes a transaction.
     *
     * @throws DamagedRecordException when a comparison or an ignore flag needs a damaged record; nothing is changed
     */
    Result execute(TxnRequest request, boolean resultWanted) {
        var previous = new PreviousRecords();
        Branch branch;
        try (var session = records.open()) {
            branch = Branch.choose(request, new CompareEvaluator(state, session));
            EtcdError refusal = new TxnCheck(state, state.leases(), session, previous).refusal(branch);
            if (refusal != null) {
                return new Refused(refusal);
            }
        }
        var run = new Run(previous, resultWanted);
        List<Result> responses = run.execute(branch);
        if (!resultWanted) {
            return null;
        }
        return run.damage != null ? run.damage : new TxnResult(state.revision(), branch.succeeded(), responses);
    }

    /** One execution; remembers the first damaged record that only the answer needed. */
    private final class Run {
        private final PreviousRecords previous;
        private final boolean resultWanted;
        private Damaged damage;

        Run(PreviousRecords previous, boolean resultWanted) {
            this.previous = previous;
            this.resultWanted = resultWanted;
        }

        List<Result> execute(Branch branch) {
            var responses = new ArrayList<Result>(branch.operations().size());
            Iterator<Branch> nested = branch.nested().iterator();
            for (RequestOp operation : branch.operations()) {
                responses.add(execute(operation, nested));
            }
            return responses;
        }

        private Result execute(RequestOp operation, Iterator<Branch> nested) {
            return switch (operation.getRequestCase()) {
                case REQUEST_RANGE -> range(operation);
                case REQUEST_PUT -> {
                    var request = operation.getRequestPut();
                    yield kept(changes.put(request, previous.of(request), resultWanted));
                }
                case REQUEST_DELETE_RANGE -> kept(changes.deleteRange(operation.getRequestDeleteRange(), resultWanted));
                case REQUEST_TXN -> {
                    Branch branch = nested.next();
                    yield new TxnResult(0, branch.succeeded(), execute(branch));
                }
                case REQUEST_NOT_SET -> throw new InvariantViolation("an operation without a request passed the check");
            };
        }

        private RangeResult range(RequestOp operation) {
            state.operations().range();
            if (!resultWanted) {
                return null;
            }
            try {
                return ranges.read(state, operation.getRequestRange());
            } catch (DamagedRecordException e) {
                kept(Damaged.of(records.met(e)));
                return null;
            }
        }

        private Result kept(Result result) {
            if (result instanceof Damaged damaged && damage == null) {
                damage = damaged;
            }
            return result;
        }
    }
}
