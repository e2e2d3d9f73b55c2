package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.server.rpc.Handler;
import io.quoin.server.rpc.Method;

/** Refuses a call whose client wants a leader ({@code hasleader: true}) while this member knows none. */
final class LeaderGate {
    private static final String METADATA = "hasleader";
    private static final long NOBODY = 0;

    private final Replica replica;

    LeaderGate(Replica replica) {
        this.replica = replica;
    }

    /** The same method behind the gate. */
    Method guard(Method method) {
        if (!(method.handler() instanceof Handler.Unary unary)) {
            return method;
        }
        return Method.unary(method.path(), (request, call) -> {
            if (replica.status().leader() == NOBODY && "true".equals(call.metadata(METADATA))) {
                call.finish(Statuses.of(EtcdError.NO_LEADER));
            } else {
                unary.handle(request, call);
            }
        });
    }
}
