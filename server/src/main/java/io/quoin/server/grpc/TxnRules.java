package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import java.util.List;

/**
 * Which transactions are refused before anyone looks at the state (etcd's checkTxnRequest and checkIntervals): first
 * the number of operations and each operation by itself, level by level, then keys that would be changed twice. Pure.
 */
public final class TxnRules {
    private TxnRules() {}

    /**
     * Why the request is refused, or null.
     *
     * @param opsMax most comparisons or operations of a level; a nested transaction has what its parent leaves
     */
    public static EtcdError check(TxnRequest request, int opsMax) {
        EtcdError refusal = checkOperations(request, opsMax);
        return refusal != null ? refusal : TxnWrites.check(request);
    }

    private static EtcdError checkOperations(TxnRequest request, int opsMax) {
        int branch = Math.max(request.getSuccessCount(), request.getFailureCount());
        int ops = Math.max(request.getCompareCount(), branch);
        if (ops > opsMax) {
            return EtcdError.TOO_MANY_OPS;
        }
        for (Compare compare : request.getCompareList()) {
            if (compare.getKey().isEmpty()) {
                return EtcdError.EMPTY_KEY;
            }
        }
        EtcdError refusal = checkBranch(request.getSuccessList(), opsMax - ops);
        return refusal != null ? refusal : checkBranch(request.getFailureList(), opsMax - ops);
    }

    private static EtcdError checkBranch(List<RequestOp> operations, int opsLeft) {
        for (RequestOp operation : operations) {
            EtcdError refusal = switch (operation.getRequestCase()) {
                case REQUEST_RANGE -> RangeRules.check(operation.getRequestRange());
                case REQUEST_PUT -> PutRules.check(operation.getRequestPut());
                case REQUEST_DELETE_RANGE -> DeleteRangeRules.check(operation.getRequestDeleteRange());
                case REQUEST_TXN -> checkOperations(operation.getRequestTxn(), opsLeft);
                case REQUEST_NOT_SET -> EtcdError.KEY_NOT_FOUND;
            };
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }
}
