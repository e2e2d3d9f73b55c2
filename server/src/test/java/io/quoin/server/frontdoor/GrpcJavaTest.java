package io.quoin.server.frontdoor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The door as grpc-java's client sees it. */
@Timeout(60)
class GrpcJavaTest {
    private EchoServer server;
    private ManagedChannel channel;

    @BeforeEach
    void connect() throws IOException {
        server = new EchoServer(TestMethods.options());
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        server.close();
    }

    @Test
    void unaryCallsOfAllSizesAreEchoed() {
        for (int size : new int[] {0, 1, 16_379, 16_380, 65_535, 1_000_000}) {
            byte[] message = new byte[size];
            assertArrayEquals(message, unary("Unary", message, CallOptions.DEFAULT), "size " + size);
        }
    }

    @Test
    void compressedRequestsAreUnderstood() {
        byte[] message = "quoin ".repeat(1000).getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(message, unary("Unary", message, CallOptions.DEFAULT.withCompression("gzip")));
    }

    @Test
    void errorsArriveWithCodeAndText() {
        StatusRuntimeException refused = assertThrows(
                StatusRuntimeException.class,
                () -> unary("Refuse", "50% \u00e4".getBytes(StandardCharsets.UTF_8), CallOptions.DEFAULT));
        assertEquals(Status.Code.FAILED_PRECONDITION, refused.getStatus().getCode());
        assertEquals("50% \u00e4", refused.getStatus().getDescription());
        StatusRuntimeException unknown =
                assertThrows(StatusRuntimeException.class, () -> unary("Nope", new byte[0], CallOptions.DEFAULT));
        assertEquals(
                "unknown method Nope for service test.Echo", unknown.getStatus().getDescription());
    }

    @Test
    void aDeadlineEndsTheCallOnBothSides() {
        unary("Unary", new byte[1], CallOptions.DEFAULT); // connects, which may take longer than the deadline
        StatusRuntimeException late = assertThrows(
                StatusRuntimeException.class,
                () -> unary("Hold", new byte[1], CallOptions.DEFAULT.withDeadlineAfter(100, TimeUnit.MILLISECONDS)));

        assertEquals(Status.Code.DEADLINE_EXCEEDED, late.getStatus().getCode());
        while (!server.methods.events.contains("cancelled")) {
            Thread.onSpinWait();
        }
        assertTrue(server.methods.held.element().isCancelled());
    }

    @Test
    void aStreamIsEchoedBothWaysAtATime() throws InterruptedException {
        BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(method("Stream", MethodDescriptor.MethodType.BIDI_STREAMING), CallOptions.DEFAULT),
                new Collector(received));
        for (int i = 0; i < 1000; i++) {
            requests.onNext(new byte[i]);
        }
        for (int i = 0; i < 1000; i++) {
            assertEquals(i, received.poll(10, TimeUnit.SECONDS).length);
        }

        requests.onCompleted();

        assertEquals(Collector.END, received.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void aFloodIsHeldBackByAClientThatTakesFive() throws InterruptedException {
        BlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
        ClientCall<byte[], byte[]> call =
                channel.newCall(method("Flood", MethodDescriptor.MethodType.SERVER_STREAMING), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(byte[] message) {
                        sizes.add(message.length);
                    }
                },
                new Metadata());
        call.sendMessage("2000 100000".getBytes(StandardCharsets.UTF_8));
        call.halfClose();
        call.request(5);
        for (int i = 0; i < 5; i++) {
            assertEquals(100_000, sizes.poll(10, TimeUnit.SECONDS));
        }

        call.cancel("enough", null);

        while (server.methods.events.isEmpty()) {
            Thread.onSpinWait();
        }
        String[] words = server.methods.events.element().split(" ");
        assertTrue(Integer.parseInt(words[2]) > 1900, "unsent when cancelled: " + words[2]);
    }

    @Test
    void aWholeFloodArrivesAtAClientThatReads() {
        Iterator<byte[]> answers = ClientCalls.blockingServerStreamingCall(
                channel,
                method("Flood", MethodDescriptor.MethodType.SERVER_STREAMING),
                CallOptions.DEFAULT,
                "300 100000".getBytes(StandardCharsets.UTF_8));
        int count = 0;
        for (; answers.hasNext(); count++) {
            assertEquals(100_000, answers.next().length);
        }
        assertEquals(300, count);
    }

    private byte[] unary(String name, byte[] request, CallOptions options) {
        return ClientCalls.blockingUnaryCall(
                channel, method(name, MethodDescriptor.MethodType.UNARY), options, request);
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.newBuilder(Bytes.INSTANCE, Bytes.INSTANCE)
                .setType(type)
                .setFullMethodName("test.Echo/" + name)
                .build();
    }

    private record Collector(BlockingQueue<byte[]> received) implements StreamObserver<byte[]> {
        static final byte[] END = new byte[0];

        @Override
        public void onNext(byte[] message) {
            received.add(message);
        }

        @Override
        public void onError(Throwable error) {
            received.clear();
        }

        @Override
        public void onCompleted() {
            received.add(END);
        }
    }

    private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        INSTANCE;

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
