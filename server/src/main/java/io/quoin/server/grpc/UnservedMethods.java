package io.quoin.server.grpc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.quoin.api.etcdserverpb.AuthProto;
import io.quoin.api.etcdserverpb.ClusterProto;
import io.quoin.api.etcdserverpb.KvProto;
import io.quoin.api.etcdserverpb.LeaseProto;
import io.quoin.api.etcdserverpb.MaintenanceProto;
import io.quoin.api.etcdserverpb.WatchProto;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Method;
import io.quoin.server.rpc.Receiver;
import io.quoin.server.rpc.RpcStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The methods of etcd that Quoin does not serve yet: each answers UNIMPLEMENTED at once, so that clients can fall
 * back.
 */
final class UnservedMethods {
    private UnservedMethods() {}

    /** All methods of etcd's services but those. */
    static List<Method> allBut(Set<String> servedPaths) {
        List<Method> methods = new ArrayList<>();
        services().flatMap(service -> service.getMethods().stream()).forEach(method -> {
            String path = '/' + method.getService().getFullName() + '/' + method.getName();
            if (!servedPaths.contains(path)) {
                methods.add(refusing(path, method));
            }
        });
        return methods;
    }

    private static Stream<ServiceDescriptor> services() {
        return Stream.of(
                        KvProto.getDescriptor(),
                        WatchProto.getDescriptor(),
                        LeaseProto.getDescriptor(),
                        ClusterProto.getDescriptor(),
                        MaintenanceProto.getDescriptor(),
                        AuthProto.getDescriptor(),
                        io.quoin.api.v3lockpb.LockProto.getDescriptor(),
                        io.quoin.api.v3electionpb.ElectionProto.getDescriptor())
                .flatMap(file -> file.getServices().stream());
    }

    private static Method refusing(String path, MethodDescriptor method) {
        RpcStatus refusal = new RpcStatus(
                RpcStatus.UNIMPLEMENTED,
                "Quoin does not serve " + method.getService().getFullName() + '/' + method.getName() + " yet");
        if (method.isClientStreaming()) {
            return Method.bidirectional(path, call -> refuse(call, refusal));
        }
        return method.isServerStreaming()
                ? Method.serverStream(path, call -> refuse(call, refusal))
                : Method.unary(path, (request, call) -> call.finish(refusal));
    }

    private static Receiver refuse(Call call, RpcStatus refusal) {
        call.finish(refusal);
        return new Finished();
    }

    /** Of a call that is over: nothing comes any more. */
    private static final class Finished implements Receiver {
        @Override
        public void message(byte[] message) {
            // What was under way when the call ended.
        }

        @Override
        public void halfClosed() {
            // As above.
        }

        @Override
        public void cancelled() {
            // As above.
        }

        @Override
        public void ready() {
            // As above.
        }
    }
}
