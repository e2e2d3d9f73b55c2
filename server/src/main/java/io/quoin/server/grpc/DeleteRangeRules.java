package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;

/** Which deletions are refused before anyone looks at the state. Pure. */
public final class DeleteRangeRules {
    private DeleteRangeRules() {}

    /** Why the request is refused, or null. */
    public static EtcdError check(DeleteRangeRequest request) {
        return request.getKey().isEmpty() ? EtcdError.EMPTY_KEY : null;
    }
}
