package io.quoin.server.http;

import com.google.protobuf.ByteString;
import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.server.grpc.Replica;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.Refused;
import io.quoin.storage.EngineBusyException;

/** Reads one key, to see whether this member can. */
final class ProbeRead {
    /** The smallest key there can be: whether it is there does not matter. */
    private static final RangeRequest SMALLEST_KEY = RangeRequest.newBuilder()
            .setKey(ByteString.copyFrom(new byte[1]))
            .setLimit(1)
            .setKeysOnly(true)
            .build();

    private ProbeRead() {}

    /**
     * Reads.
     *
     * @param serializable whether this member's own state is enough, or it must be proved to be the newest
     * @return etcd's text for what stands against it, or null
     */
    static String failure(Replica replica, boolean serializable) {
        EtcdError refusal = serializable ? null : replica.linearizableRefusal();
        if (refusal != null) {
            return refusal.message();
        }
        try {
            return switch (replica.reader().range(replica.state(), SMALLEST_KEY)) {
                case Refused refused -> refused.error().message();
                case Damaged damaged -> EtcdError.CORRUPT.message();
                default -> null;
            };
        } catch (EngineBusyException e) {
            return EtcdError.REQUEST_TOO_MANY_REQUESTS.message();
        }
    }
}
