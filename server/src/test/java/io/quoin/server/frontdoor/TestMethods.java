package io.quoin.server.frontdoor;

import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Method;
import io.quoin.server.rpc.MethodTable;
import io.quoin.server.rpc.Receiver;
import io.quoin.server.rpc.RpcStatus;
import io.quoin.server.rpc.SlowCalls;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Methods to test with, under {@code /test.Echo/}; what they saw is kept for the test to look at. */
final class TestMethods {
    static final int MAX_REQUEST_BYTES = 1 << 20;

    /** Calls of Never and messages of all others, in order. */
    final Queue<Call> held = new ConcurrentLinkedQueue<>();

    /** Bytes that Parts has handed over. */
    final LongAdder partBytes = new LongAdder();

    final Queue<String> events = new ConcurrentLinkedQueue<>();

    MethodTable table() {
        return MethodTable.of(List.of(
                Method.unary("/test.Echo/Unary", (request, call) -> call.reply(request)),
                Method.unary("/test.Echo/Hold", this::hold),
                Method.unary(
                        "/test.Echo/Refuse",
                        (request, call) -> call.finish(new RpcStatus(
                                RpcStatus.FAILED_PRECONDITION, new String(request, StandardCharsets.UTF_8)))),
                Method.unary("/test.Echo/Throw", (request, call) -> {
                    throw new IllegalStateException("thrown by the test");
                }),
                Method.unary("/test.Echo/Metadata", (request, call) -> {
                    String value = call.metadata(new String(request, StandardCharsets.UTF_8));
                    call.reply(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
                }),
                Method.bidirectional("/test.Echo/Stream", this::echo),
                Method.bidirectional("/test.Echo/Quiet", this::quiet),
                Method.unary("/test.Echo/Parts", this::parts),
                Method.serverStream("/test.Echo/Flood", Flood::new)));
    }

    static FrontDoorOptions options() {
        return new FrontDoorOptions(
                List.of(new InetSocketAddress("127.0.0.1", 0)),
                false,
                MAX_REQUEST_BYTES,
                FrontDoorOptions.MAX_CONCURRENT_STREAMS_DEFAULT,
                SlowCalls.UNTOLD,
                new FrontDoorOptions.Timing(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofHours(2),
                        Duration.ofSeconds(20)),
                FrontDoorOptions.Bounds.DEFAULT);
    }

    /** Answers with a message of as many bytes as the request says, in parts of 1,000 as the client takes them. */
    private void parts(byte[] request, Call call) {
        long[] left = {Long.parseLong(new String(request, StandardCharsets.UTF_8))};
        Runnable sending = () -> {
            while (left[0] > 0 && call.isReady()) {
                byte[] part = new byte[(int) Math.min(1_000, left[0])];
                left[0] -= part.length;
                partBytes.add(part.length);
                call.sendPart(part);
            }
        };
        held.add(call);
        call.onCancelled(() -> events.add("cancelled"));
        call.beginReply(left[0], 0, sending);
        sending.run();
    }

    private void hold(byte[] request, Call call) {
        call.onCancelled(() -> events.add("cancelled"));
        held.add(call);
    }

    /** Records what happens and sends nothing. */
    private Receiver quiet(Call call) {
        held.add(call);
        return new Receiver() {
            @Override
            public void message(byte[] message) {
                events.add("message " + message.length);
            }

            @Override
            public void halfClosed() {
                events.add("halfClosed");
            }

            @Override
            public void cancelled() {
                events.add("cancelled");
            }

            @Override
            public void ready() {
                events.add("ready");
            }
        };
    }

    /** Sends every message back, and stops reading while its client does not. */
    private Receiver echo(Call call) {
        ArrayDeque<byte[]> waiting = new ArrayDeque<>();
        return new Receiver() {
            private boolean halfClosed;

            @Override
            public void message(byte[] message) {
                waiting.add(message);
                ready();
            }

            @Override
            public void halfClosed() {
                halfClosed = true;
                ready();
            }

            @Override
            public void cancelled() {
                events.add("cancelled");
            }

            @Override
            public void ready() {
                while (!waiting.isEmpty() && call.isReady()) {
                    call.send(waiting.poll());
                }
                if (waiting.isEmpty() && halfClosed) {
                    call.finish(RpcStatus.OK);
                } else {
                    call.reading(waiting.isEmpty());
                }
            }
        };
    }

    /** Sends as many messages of as many bytes as asked for ("count size"), never more than are read. */
    private final class Flood implements Receiver {
        private final Call call;
        private int count;
        private byte[] message;

        Flood(Call call) {
            this.call = call;
        }

        @Override
        public void message(byte[] request) {
            String[] wanted = new String(request, StandardCharsets.UTF_8).split(" ", 2);
            count = Integer.parseInt(wanted[0]);
            message = new byte[Integer.parseInt(wanted[1])];
        }

        @Override
        public void halfClosed() {
            ready();
        }

        @Override
        public void cancelled() {
            events.add("cancelled with " + count + " unsent");
        }

        @Override
        public void ready() {
            while (count > 0 && call.isReady()) {
                count--;
                call.send(message);
            }
            if (count == 0) {
                call.finish(RpcStatus.OK);
            }
        }
    }
}
