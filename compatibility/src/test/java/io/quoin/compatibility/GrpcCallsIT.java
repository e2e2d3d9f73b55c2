package io.quoin.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.quoin.api.etcdserverpb.KVGrpc;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.grpc.health.v1.HealthCheckRequest;
import io.quoin.api.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.quoin.api.grpc.health.v1.HealthGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gRPC promises, whatever the service: deadlines, cancellation, unknown methods, broken messages, health. */
class GrpcCallsIT {
    private static final HealthCheckRequest WHOLE_SERVER = HealthCheckRequest.getDefaultInstance();

    private static PackagedServer server;
    private static ManagedChannel channel;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        server = PackagedServer.start(directory.resolve("data"));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        server.close();
    }

    @Test
    void theServerAsAWholeIsServingAndAnUnknownServiceIsNotFound() {
        assertEquals(ServingStatus.SERVING, health().check(WHOLE_SERVER).getStatus());

        var refusal = assertThrows(
                StatusRuntimeException.class,
                () -> health().check(HealthCheckRequest.newBuilder()
                        .setService("nowhere")
                        .build()));
        assertEquals(Code.NOT_FOUND, refusal.getStatus().getCode());
        assertEquals("unknown service", refusal.getStatus().getDescription());
    }

    @Test
    void aHealthWatchBeginsWithThePresentStateAndEndsWhenItIsCancelled() {
        for (int i = 0; i < 200; i++) {
            var cancellable = Context.current().withCancellation();
            cancellable.run(() -> {
                var states = health().watch(WHOLE_SERVER);
                assertEquals(ServingStatus.SERVING, states.next().getStatus());
                cancellable.cancel(null);
                var end = assertThrows(StatusRuntimeException.class, states::hasNext);
                assertEquals(Code.CANCELLED, end.getStatus().getCode());
            });
        }
        assertServes();
    }

    @Test
    void aDeadlineEndsACallThatWouldGoOn() {
        var states = HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                .watch(WHOLE_SERVER);
        assertEquals(ServingStatus.SERVING, states.next().getStatus());

        var end = assertThrows(StatusRuntimeException.class, states::hasNext);
        assertEquals(Code.DEADLINE_EXCEEDED, end.getStatus().getCode());
        assertServes();
    }

    @Test
    void theServerItselfEndsACallWhoseTimeoutHasPassed() {
        var timeout = new Metadata(); // as a header only: the client's own clock plays no part
        timeout.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), "300m");
        var states = HealthGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(timeout))
                .watch(WHOLE_SERVER);
        assertEquals(ServingStatus.SERVING, states.next().getStatus());

        var end = assertThrows(StatusRuntimeException.class, states::hasNext);
        // etcd's health service says CANCELLED where gRPC's rule says DEADLINE_EXCEEDED
        assertTrue(
                Set.of(Code.DEADLINE_EXCEEDED, Code.CANCELLED)
                        .contains(end.getStatus().getCode()),
                end::toString);
        assertServes();
    }

    @Test
    void anUnknownMethodAndAnUnknownServiceAreUnimplemented() {
        assertUnimplemented("etcdserverpb.KV/Nothing", "unknown method Nothing for service etcdserverpb.KV");
        assertUnimplemented("nowhere.Nothing/Range", "unknown service nowhere.Nothing");
    }

    @Test
    void aMessageThatIsNoProtobufIsRefusedAndTheConnectionGoesOn() {
        var refusal = assertThrows(
                StatusRuntimeException.class, () -> call("etcdserverpb.KV/Put", new byte[] {(byte) 0xff, 1, 2, 3}));
        assertEquals(Code.INTERNAL, refusal.getStatus().getCode());
        assertTrue(
                refusal.getStatus().getDescription().startsWith("grpc: error unmarshalling request: "),
                () -> refusal.getStatus().getDescription());
        assertServes();
    }

    private static void assertUnimplemented(String method, String text) {
        var refusal = assertThrows(StatusRuntimeException.class, () -> call(method, new byte[0]));
        assertEquals(Code.UNIMPLEMENTED, refusal.getStatus().getCode());
        assertEquals(text, refusal.getStatus().getDescription());
    }

    private static void assertServes() {
        assertTrue(server.isAlive());
        KVGrpc.newBlockingStub(channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .put(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("a"))
                        .build());
    }

    private static HealthGrpc.HealthBlockingStub health() {
        return HealthGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    private static byte[] call(String method, byte[] request) {
        var descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .setRequestMarshaller(new BytesMarshaller())
                .setResponseMarshaller(new BytesMarshaller())
                .build();
        var options = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
        return ClientCalls.blockingUnaryCall(channel, descriptor, options, request);
    }

    private static final class BytesMarshaller implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
