package io.quoin.server.grpc;

import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.StoreReader;
import java.util.List;

/**
 * Transactions that only read. As in etcd the look is shallow: one with a nested transaction goes through the log. It
 * is serializable when all its ranges are, so one without any is. Pure.
 */
final class TxnReads {
    private TxnReads() {}

    /** Whether both branches hold ranges only. */
    static boolean isReadOnly(TxnRequest request) {
        return hasRangesOnly(request.getSuccessList()) && hasRangesOnly(request.getFailureList());
    }

    /** Whether a read-only transaction may be answered from a state that lags behind. */
    static boolean isSerializable(TxnRequest request) {
        return isSerializable(request.getSuccessList()) && isSerializable(request.getFailureList());
    }

    /** About how many keys a read-only transaction touches, whichever branch it takes. */
    static long keysTouched(AppliedState state, TxnRequest request) {
        long compared = 0;
        for (Compare compare : request.getCompareList()) {
            compared += StoreReader.keysTouched(
                    state,
                    RangeRequest.newBuilder()
                            .setKey(compare.getKey())
                            .setRangeEnd(compare.getRangeEnd())
                            .build());
        }
        return compared
                + Math.max(keysTouched(state, request.getSuccessList()), keysTouched(state, request.getFailureList()));
    }

    private static boolean hasRangesOnly(List<RequestOp> operations) {
        for (RequestOp operation : operations) {
            if (!operation.hasRequestRange()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSerializable(List<RequestOp> ranges) {
        for (RequestOp range : ranges) {
            if (!range.getRequestRange().getSerializable()) {
                return false;
            }
        }
        return true;
    }

    private static long keysTouched(AppliedState state, List<RequestOp> ranges) {
        long touched = 0;
        for (RequestOp range : ranges) {
            touched += StoreReader.keysTouched(state, range.getRequestRange());
        }
        return touched;
    }
}
