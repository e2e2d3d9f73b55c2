package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Handler;
import io.quoin.server.rpc.Method;
import io.quoin.server.rpc.Receiver;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Refuses calls for their metadata, as etcd's interceptor does: a {@code client-api-version} that is no UTF-8, and a
 * client that wants a leader ({@code hasleader: true}) while this member knows none. Stateless; any thread.
 */
final class MetadataGate {
    private static final String API_VERSION = "client-api-version";
    private static final String WANTS_LEADER = "hasleader";
    private static final long NOBODY = 0;

    private final Replica replica;

    MetadataGate(Replica replica) {
        this.replica = replica;
    }

    /** The same method behind the gate. */
    Method guard(Method method) {
        Handler guarded = switch (method.handler()) {
            case Handler.Unary unary -> guard(unary);
            case Handler.Streaming streaming -> guard(streaming);
        };
        return new Method(method.path(), method.shape(), guarded);
    }

    private Handler.Unary guard(Handler.Unary unary) {
        return (request, call) -> {
            EtcdError refusal = refusal(call);
            if (refusal != null) {
                call.finish(Statuses.of(refusal));
            } else {
                unary.handle(request, call);
            }
        };
    }

    private Handler.Streaming guard(Handler.Streaming streaming) {
        return call -> {
            EtcdError refusal = refusal(call);
            if (refusal == null) {
                return streaming.open(call);
            }
            call.finish(Statuses.of(refusal));
            return new Refused();
        };
    }

    /** Of a call that has ended: hears nothing more. */
    private record Refused() implements Receiver {
        @Override
        public void message(byte[] message) {}

        @Override
        public void halfClosed() {}

        @Override
        public void cancelled() {}

        @Override
        public void ready() {}
    }

    private EtcdError refusal(Call call) {
        if (!isUtf8(call.metadata(API_VERSION))) {
            return EtcdError.INVALID_CLIENT_API_VERSION;
        }
        boolean leaderless = replica.status().leader() == NOBODY;
        return leaderless && "true".equals(call.metadata(WANTS_LEADER)) ? EtcdError.NO_LEADER : null;
    }

    /** Whether the bytes of a header are UTF-8; each is one character here. */
    private static boolean isUtf8(String header) {
        if (header == null || isAscii(header)) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header.getBytes(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isAscii(String header) {
        for (int i = 0; i < header.length(); i++) {
            if (header.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
