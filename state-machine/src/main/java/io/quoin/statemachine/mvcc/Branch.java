package io.quoin.statemachine.mvcc;

import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Which way a transaction goes: decided for it and all transactions nested on that way before anything is written, so
 * nested conditions do not see the outer transaction's writes.
 *
 * @param succeeded whether all comparisons held
 * @param operations those of the branch taken
 * @param nested the ways of the transactions among them, in order
 */
record Branch(boolean succeeded, List<RequestOp> operations, List<Branch> nested) {
    /** Evaluates all comparisons on the way. */
    static Branch choose(TxnRequest request, CompareEvaluator evaluator) {
        boolean succeeded = holds(request.getCompareList(), evaluator);
        List<RequestOp> operations = succeeded ? request.getSuccessList() : request.getFailureList();
        var nested = new ArrayList<Branch>();
        for (RequestOp operation : operations) {
            if (operation.hasRequestTxn()) {
                nested.add(choose(operation.getRequestTxn(), evaluator));
            }
        }
        return new Branch(succeeded, operations, nested);
    }

    private static boolean holds(List<Compare> compares, CompareEvaluator evaluator) {
        for (Compare compare : compares) {
            if (!evaluator.holds(compare)) {
                return false;
            }
        }
        return true;
    }
}
