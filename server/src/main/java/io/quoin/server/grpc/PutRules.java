package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.PutRequest;

/** Which puts are refused before anyone looks at the state. Pure. */
public final class PutRules {
    private PutRules() {}

    /** Why the request is refused, or null. */
    public static EtcdError check(PutRequest request) {
        if (request.getKey().isEmpty()) {
            return EtcdError.EMPTY_KEY;
        }
        if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
            return EtcdError.VALUE_PROVIDED;
        }
        return request.getIgnoreLease() && request.getLease() != 0 ? EtcdError.LEASE_PROVIDED : null;
    }
}
