package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RangeRequest.SortOrder;
import io.quoin.api.etcdserverpb.RangeRequest.SortTarget;
import io.quoin.server.rpc.RpcStatus;

/** Which ranges are refused before anyone looks at the state. Pure. */
public final class RangeRules {
    private static final RpcStatus CUSTOM_ORDER =
            new RpcStatus(RpcStatus.UNIMPLEMENTED, "RangeStream does not support custom sort orders");
    private static final RpcStatus REVISION_FILTERS =
            new RpcStatus(RpcStatus.UNIMPLEMENTED, "RangeStream does not support revision filters");

    private RangeRules() {}

    /** Why the request is refused, or null. */
    public static EtcdError check(RangeRequest request) {
        if (request.getKey().isEmpty()) {
            return EtcdError.EMPTY_KEY;
        }
        boolean known =
                request.getSortOrder() != SortOrder.UNRECOGNIZED && request.getSortTarget() != SortTarget.UNRECOGNIZED;
        return known ? null : EtcdError.INVALID_SORT_OPTION;
    }

    /** As {@link #check}, for a range that is streamed: in key order, and without filters on revisions. */
    static RpcStatus checkStreamed(RangeRequest request) {
        EtcdError refusal = check(request);
        if (refusal != null) {
            return Statuses.of(refusal);
        }
        boolean keysAscending = request.getSortTarget() == SortTarget.KEY && request.getSortOrder() == SortOrder.ASCEND;
        if (request.getSortOrder() != SortOrder.NONE && !keysAscending) {
            return CUSTOM_ORDER;
        }
        boolean filters = request.getMinModRevision() != 0
                || request.getMaxModRevision() != 0
                || request.getMinCreateRevision() != 0
                || request.getMaxCreateRevision() != 0;
        return filters ? REVISION_FILTERS : null;
    }
}
