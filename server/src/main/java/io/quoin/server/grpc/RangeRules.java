package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RangeRequest.SortOrder;
import io.quoin.api.etcdserverpb.RangeRequest.SortTarget;

/** Which ranges are refused before anyone looks at the state. Pure. */
public final class RangeRules {
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
}
