package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.consensus.node.ProposalRefusal;
import io.quoin.consensus.node.UnknownOutcome;
import io.quoin.server.rpc.RpcStatus;
import java.util.EnumMap;
import java.util.Map;

/** How refusals and unknown outcomes are said to clients: the one table. Immutable; any thread. */
final class Statuses {
    /** The answer would be longer than a message can be. */
    static final RpcStatus RESPONSE_TOO_LARGE = new RpcStatus(
            RpcStatus.RESOURCE_EXHAUSTED, "grpc: trying to send message larger than max (" + Integer.MAX_VALUE + ")");

    /** The request's bytes are no message of its type. */
    static final RpcStatus MALFORMED = new RpcStatus(
            RpcStatus.INTERNAL, "grpc: error unmarshalling request: proto: cannot parse invalid wire-format data");

    /** The same of a method that answers with a stream: grpc-go has another text for it. */
    static final RpcStatus MALFORMED_IN_STREAM = new RpcStatus(
            RpcStatus.INTERNAL,
            "grpc: failed to unmarshal the received message: proto: cannot parse invalid wire-format data");

    /** The request's messages nest deeper than Go's parser goes. */
    static final RpcStatus TOO_DEEP = new RpcStatus(
            RpcStatus.INTERNAL, "grpc: error unmarshalling request: proto: exceeded maximum recursion depth");

    private static final Map<EtcdError, RpcStatus> BY_ERROR = new EnumMap<>(EtcdError.class);

    static {
        for (EtcdError error : EtcdError.values()) {
            BY_ERROR.put(error, new RpcStatus(error.wireCode().value(), error.message()));
        }
    }

    private Statuses() {}

    static RpcStatus of(EtcdError error) {
        return BY_ERROR.get(error);
    }

    /** The proposal did not happen and never will. */
    static RpcStatus of(ProposalRefusal refusal) {
        return of(
                switch (refusal) {
                    case NOT_LEADER -> EtcdError.NO_LEADER;
                    case OVERLOADED -> EtcdError.REQUEST_TOO_MANY_REQUESTS;
                    case TOO_LARGE -> EtcdError.REQUEST_TOO_LARGE;
                    case NO_SPACE -> EtcdError.NO_SPACE;
                    case CORRUPT -> EtcdError.CORRUPT;
                    case STOPPED -> EtcdError.STOPPED;
                });
    }

    /** Nobody knows whether the proposal happened: these texts say so to clients. */
    static RpcStatus of(UnknownOutcome outcome) {
        return of(
                switch (outcome) {
                    case TIMED_OUT -> EtcdError.TIMEOUT;
                    case STOPPED -> EtcdError.STOPPED;
                    case CORRUPT -> EtcdError.CORRUPT;
                });
    }
}
