package io.quoin.server.grpc;

import io.quoin.api.grpc.health.v1.HealthCheckRequest;
import io.quoin.api.grpc.health.v1.HealthCheckResponse;
import io.quoin.api.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Method;
import io.quoin.server.rpc.Receiver;
import io.quoin.server.rpc.RpcStatus;
import java.util.List;

/**
 * The health protocol of gRPC, as etcd serves it: one service, the server as a whole, under the empty name. It serves
 * as long as the port is open.
 */
final class HealthService {
    private static final String SERVICE = "/grpc.health.v1.Health/";
    private static final RpcStatus UNKNOWN_SERVICE = new RpcStatus(RpcStatus.NOT_FOUND, "unknown service");

    List<Method> methods() {
        return List.of(
                Method.unary(SERVICE + "Check", HealthService::check),
                Method.serverStream(SERVICE + "Watch", HealthWatch::new));
    }

    private static void check(byte[] bytes, Call call) {
        HealthCheckRequest request = RequestDecoder.decode(HealthCheckRequest.parser(), bytes, call);
        if (request == null) {
            return;
        }
        if (isServer(request)) {
            call.reply(response(ServingStatus.SERVING));
        } else {
            call.finish(UNKNOWN_SERVICE);
        }
    }

    private static boolean isServer(HealthCheckRequest request) {
        return request.getService().isEmpty();
    }

    private static byte[] response(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build().toByteArray();
    }

    /** Says the present state and then stays open: the next change is the end of the connection. */
    private record HealthWatch(Call call) implements Receiver {
        @Override
        public void message(byte[] bytes) {
            HealthCheckRequest request = RequestDecoder.decode(HealthCheckRequest.parser(), bytes, call);
            if (request != null) {
                call.send(response(isServer(request) ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN));
            }
        }

        @Override
        public void halfClosed() {
            // The client has asked; the stream lives until it leaves.
        }

        @Override
        public void cancelled() {
            // Nothing is held for it.
        }

        @Override
        public void ready() {
            // One small message is all there is to send.
        }
    }
}
