package io.quoin.server.frontdoor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The door with real sockets: listening, sniffing, bad clients, shutting. */
@Timeout(60)
class FrontDoorTest {
    private static final byte[] HELLO = Frame.message("hello".getBytes(StandardCharsets.UTF_8));

    @Test
    void severalAddressesAreListenedOnAndPort0PicksAFreeOne() throws IOException {
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        try (EchoServer server = new EchoServer(FrontDoorOptions.listeningOn(any, any))) {
            List<InetSocketAddress> addresses = server.door.addresses();

            assertEquals(2, addresses.size());
            for (InetSocketAddress address : addresses) {
                try (Client client = new Client(address.getPort())) {
                    assertEquals("0", client.call());
                }
            }
        }
    }

    @Test
    void anAddressInUseIsAnErrorAndLeavesNoListenerBehind() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress first = new InetSocketAddress(free.getInetAddress(), free.getLocalPort());
            free.close();
            InetSocketAddress second = new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort());

            IOException refused = assertThrows(
                    IOException.class, () -> new EchoServer(FrontDoorOptions.listeningOn(first, second)).close());

            assertTrue(refused.getMessage().startsWith("cannot listen on"), refused.getMessage());
            new ServerSocket(first.getPort(), 1, first.getAddress()).close();
        }
    }

    @Test
    void anAddressMayBeSharedOnlyIfBothSaySo() throws IOException {
        try (EchoServer first = new EchoServer(TestMethods.options().withReusePort())) {
            InetSocketAddress same = first.door.addresses().getFirst();
            FrontDoorOptions options = FrontDoorOptions.listeningOn(same);
            try (EchoServer second = new EchoServer(options.withReusePort());
                    Client client = new Client(same.getPort())) {
                assertEquals(same, second.door.addresses().getFirst());
                assertEquals("0", client.call());
            }
            assertThrows(IOException.class, () -> new EchoServer(options).close());
        }
    }

    @Test
    void aConnectionThatIsNotHttp2IsHandedOnWithAllItsBytes() throws Exception {
        NonHttp2Handler upper = channel -> channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object msg) {
                String text = ((ByteBuf) msg).toString(StandardCharsets.US_ASCII);
                ((ByteBuf) msg).release();
                ctx.writeAndFlush(Unpooled.copiedBuffer("<" + text + ">", StandardCharsets.US_ASCII));
            }
        });
        try (EchoServer server = new EchoServer(TestMethods.options(), upper);
                Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write("PRI".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            socket.getOutputStream().write("NT / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));

            byte[] answer = socket.getInputStream().readNBytes(18);

            assertEquals("<PRINT / HTTP/1.1>", new String(answer, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aClientThatDoesNotComeToThePointIsDroppedInTime() throws IOException {
        try (EchoServer server = new EchoServer(impatient())) {
            for (byte[] begin : List.of(new byte[0], new byte[] {'P', 'R', 'I'}, Frame.PREFACE)) {
                try (Socket socket = new Socket("127.0.0.1", server.port())) {
                    socket.getOutputStream().write(begin);
                    socket.setSoTimeout(10_000);
                    socket.getInputStream().readAllBytes(); // returns when the server closes, else times out
                }
            }
        }
    }

    @Test
    void aSilentClientIsPingedAndDroppedIfItDoesNotAnswer() throws IOException {
        try (EchoServer server = new EchoServer(impatient());
                Client client = new Client(server.port())) {
            byte[] all = client.socket.getInputStream().readAllBytes();
            List<Frame> frames = Frame.parse(Unpooled.wrappedBuffer(all), new DefaultHttp2HeadersDecoder(false));

            assertTrue(frames.stream().anyMatch(frame -> frame.type() == Frame.PING), frames.toString());
        }
    }

    @Test
    void garbageClosesItsConnectionAndOthersAreServed() throws IOException {
        try (EchoServer server = new EchoServer(TestMethods.options());
                Client good = new Client(server.port());
                Client bad = new Client(server.port())) {
            bad.send("this is not a frame, is it? no, not at all".getBytes(StandardCharsets.US_ASCII));
            bad.socket.getInputStream().readAllBytes();

            assertEquals("0", good.call());
        }
    }

    @Test
    void fiveThousandIdleConnectionsAreHeldAndOthersServed() throws Exception {
        int count = 5000;
        List<Socket> idle = new ArrayList<>();
        try (EchoServer server = new EchoServer(TestMethods.options())) {
            for (int i = 0; i < count; i++) {
                Socket socket = new Socket("127.0.0.1", server.port());
                idle.add(socket);
                socket.getOutputStream().write(Frame.join(Frame.PREFACE, Frame.settings()));
            }
            try (Client client = new Client(server.port())) {
                assertEquals("0", client.call());
            }
            assertTrue(server.door.connectionCount() >= count, "open: " + server.door.connectionCount());
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void openCallsFinishWhenTheDoorShutsAndNewConnectionsAreRefused() throws Exception {
        EchoServer server = new EchoServer(TestMethods.options());
        try (Client client = new Client(server.port())) {
            client.send(Frame.call(1, false, "/test.Echo/Hold"), Frame.data(1, true, HELLO));
            while (server.methods.held.isEmpty()) {
                Thread.onSpinWait();
            }
            CompletableFuture<Void> stopped = server.door.stop();
            client.readUntil(frame -> frame.type() == Frame.GOAWAY);
            assertFalse(stopped.isDone());
            awaitRefusal(server.port());

            var call = server.methods.held.element();
            call.execute(() -> call.reply(new byte[3]));

            Frame last = client.readUntil(Frame::endsStream);
            assertEquals("0", last.header("grpc-status"));
            stopped.get(10, TimeUnit.SECONDS);
        } finally {
            server.close();
        }
    }

    /** The listener closes on a loop of its own, which may come after the GOAWAY of another. */
    private static void awaitRefusal(int port) throws IOException {
        try {
            while (true) {
                new Socket("127.0.0.1", port).close(); // the class' time limit bounds this
            }
        } catch (SocketException refused) {
            // what is waited for
        }
    }

    @Test
    void aCallThatDoesNotFinishIsCancelledAfterThePeriodOfGrace() throws Exception {
        EchoServer server = new EchoServer(impatient());
        try (Client client = new Client(server.port())) {
            client.send(Frame.call(1, false, "/test.Echo/Hold"), Frame.data(1, true, HELLO));
            while (server.methods.held.isEmpty()) {
                Thread.onSpinWait();
            }

            CompletableFuture<Void> cancelled = new CompletableFuture<>();
            var call = server.methods.held.element();
            call.execute(() -> call.onCancelled(() -> cancelled.complete(null)));

            server.door.stop().get(10, TimeUnit.SECONDS);

            cancelled.get(10, TimeUnit.SECONDS);
            client.socket.getInputStream().readAllBytes();
        } finally {
            server.close();
        }
    }

    @Test
    void beyondTheBoundAConnectionWaitsUntilAnotherEnds() throws IOException {
        FrontDoorOptions usual = TestMethods.options();
        int most = 2;
        try (EchoServer server = new EchoServer(usual.withBounds(usual.bounds().withConnectionsMax(most)))) {
            List<Client> waiting = new ArrayList<>();
            try (Client first = new Client(server.port());
                    Client second = new Client(server.port())) {
                assertEquals("0", first.call());
                assertEquals("0", second.call());
                for (int i = 0; i < 50; i++) {
                    waiting.add(new Client(server.port()));
                }
                assertTrue(server.door.connectionCount() < 50, server.door.connectionCount() + " are served");
            }
            for (Client client : waiting) {
                assertEquals("0", client.call());
                client.close();
            }
        }
    }

    @Test
    void aCallSeesWhoCalls() throws IOException {
        try (EchoServer server = new EchoServer(TestMethods.options());
                Client client = new Client(server.port())) {
            client.send(Frame.call(1, false, "/test.Echo/Hold"), Frame.data(1, true, HELLO));
            while (server.methods.held.isEmpty()) {
                Thread.onSpinWait();
            }
            var call = server.methods.held.element();

            assertEquals("127.0.0.1:" + client.socket.getLocalPort(), call.peer());
            assertEquals("localhost:2379", call.authority());
            assertEquals("/test.Echo/Hold", call.path());
            assertEquals(Long.MAX_VALUE, call.deadlineNanos());
        }
    }

    /** Gives clients 200 ms for everything. */
    private static FrontDoorOptions impatient() {
        FrontDoorOptions usual = TestMethods.options();
        Duration soon = Duration.ofMillis(200);
        FrontDoorOptions.Timing timing = new FrontDoorOptions.Timing(soon, soon, soon, soon, soon);
        return usual.withTiming(timing);
    }

    /** A client by hand on a blocking socket. */
    private static final class Client implements AutoCloseable {
        final Socket socket;
        private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

        Client(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(20_000);
            send(Frame.PREFACE, Frame.settings());
        }

        void send(byte[]... parts) throws IOException {
            socket.getOutputStream().write(Frame.join(parts));
        }

        /** The status of an echo, whose message is checked. */
        String call() throws IOException {
            send(Frame.call(1, false, "/test.Echo/Unary"), Frame.data(1, true, HELLO));
            assertArrayEquals(
                    HELLO, readUntil(frame -> frame.type() == Frame.DATA).payload());
            return readUntil(Frame::endsStream).header("grpc-status");
        }

        Frame readUntil(Predicate<Frame> wanted) throws IOException {
            InputStream in = socket.getInputStream();
            while (true) {
                byte[] head = in.readNBytes(9);
                int length = Unpooled.wrappedBuffer(head).readUnsignedMedium();
                ByteBuf frame = Unpooled.wrappedBuffer(head, in.readNBytes(length));
                Frame parsed = Frame.parse(frame, decoder).get(0);
                if (wanted.test(parsed)) {
                    return parsed;
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
