package io.quoin.server.frontdoor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quoin.server.frontdoor.Wire.Answer;
import io.quoin.server.rpc.BatchedAnswers;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.RpcStatus;
import io.quoin.server.rpc.SlowCalls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How calls end and what the two sides learn of it; turns of the loop; pings. */
class CallLifecycleTest {
    private static final byte[] HELLO = Frame.message("hello".getBytes(StandardCharsets.UTF_8));

    private final TestMethods methods = new TestMethods();

    @Test
    void aResetCancelsItsCallOnlyAndLateAnswersAreDropped() {
        try (Wire wire = Wire.open(methods)) {
            hold(wire, 1);
            hold(wire, 3);
            wire.send(Frame.rst(1, 8));
            Call first = methods.held.remove();
            Call second = methods.held.remove();
            assertTrue(first.isCancelled());
            assertFalse(second.isCancelled());

            first.reply(new byte[10]);
            second.reply(new byte[10]);

            List<Frame> frames = wire.frames();
            assertEquals("open", Answer.of(frames, 1).status());
            assertEquals("0", Answer.of(frames, 3).status());
        }
    }

    @Test
    void aCallWhoseTimeIsOverBeforeItsMessageIsThereIsNotBegun() {
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Unary", "grpc-timeout", "1n"));
            wire.send(Frame.data(1, true, HELLO));
            assertEquals("4: context deadline exceeded", wire.answer(1).status());
        }
    }

    @Test
    void aLostConnectionCancelsAllItsCalls() {
        Wire wire = Wire.open(methods);
        hold(wire, 1);
        wire.send(Frame.call(3, false, "/test.Echo/Quiet"));

        wire.close();

        assertEquals("[cancelled, cancelled]", methods.events.toString());
        methods.held.forEach(call -> assertTrue(call.isCancelled()));
        methods.held.forEach(call -> call.finish(RpcStatus.OK));
    }

    @Test
    void cancellationIsToldAtOnceToWhoAsksLate() {
        try (Wire wire = Wire.open(methods)) {
            hold(wire, 1);
            wire.send(Frame.rst(1, 8));

            methods.held.element().onCancelled(() -> methods.events.add("late"));

            assertEquals("[cancelled, late]", methods.events.toString());
        }
    }

    @Test
    void theSecondAnswerToACallIsDropped() {
        try (Wire wire = Wire.open(methods)) {
            hold(wire, 1);
            Call call = methods.held.element();
            call.reply("one".getBytes(StandardCharsets.UTF_8));
            call.reply("two".getBytes(StandardCharsets.UTF_8));
            call.finish(new RpcStatus(RpcStatus.INTERNAL, "three"));

            Answer answer = wire.answer(1);

            assertArrayEquals(Frame.message("one".getBytes(StandardCharsets.UTF_8)), answer.data());
            assertEquals("0", answer.status());
        }
    }

    @Test
    void aBatchOfAnswersIsFlushedOncePerConnection() {
        CountingFlushes flushes = new CountingFlushes();
        try (Wire wire = Wire.open(methods)) {
            wire.channel.pipeline().addFirst(flushes);
            for (int stream = 1; stream < 200; stream += 2) {
                hold(wire, stream);
            }
            wire.frames();
            flushes.count = 0;
            BatchedAnswers answers = new BatchedAnswers();
            methods.held.forEach(call -> answers.reply(call, new byte[100]));
            answers.handOver();

            List<Frame> frames = wire.frames();

            assertEquals(300, frames.size(), "three frames an answer");
            assertEquals(1, flushes.count);
        }
    }

    @Test
    void tasksForTheEndOfATurnRunOnceAfterAllThatHadArrived() {
        EmbeddedChannel channel = new EmbeddedChannel();
        TurnLoop loop = new TurnLoop(channel.eventLoop(), new LoopCounts(0));
        List<String> order = new ArrayList<>();
        Runnable task = () -> order.add("end");
        channel.eventLoop().execute(() -> {
            loop.atEndOfTurn(task);
            order.add("first");
        });
        channel.eventLoop().execute(() -> {
            loop.atEndOfTurn(task);
            loop.atEndOfTurn(() -> {
                throw new IllegalStateException("thrown by the test");
            });
            loop.atEndOfTurn(() -> order.add("other"));
            order.add("second");
        });

        channel.runPendingTasks();

        assertEquals(List.of("first", "second", "end", "other"), order);
    }

    @Test
    void aClientThatPingsTooOftenIsSentAway() {
        try (Wire wire = Wire.open(methods)) {
            hold(wire, 1);
            for (int i = 0; i < 3; i++) {
                wire.send(Frame.ping(i));
            }
            assertEquals(
                    3,
                    wire.frames().stream().filter(f -> f.type() == Frame.PING).count());

            wire.send(Frame.ping(4));

            Frame goAway = wire.frames().stream()
                    .filter(f -> f.type() == Frame.GOAWAY)
                    .findFirst()
                    .orElseThrow();
            assertEquals(11, goAway.intPayload(4), "ENHANCE_YOUR_CALM");
            assertEquals("too_many_pings", new String(goAway.payload(), 8, 14, StandardCharsets.US_ASCII));
            assertFalse(wire.channel.isOpen());
        }
    }

    @Test
    void whoAsksIsToldOfEveryUnaryCallThatEnds() {
        List<SlowCalls.SlowCall> told = new ArrayList<>();
        FrontDoorOptions options = TestMethods.options().withSlowCalls(new SlowCalls(-1, told::add));
        try (Wire wire = new Wire(options, methods.table(), NonHttp2Handler.CLOSE)) {
            wire.send(Frame.PREFACE, Frame.settings());
            byte[] message = Frame.message("7".getBytes(StandardCharsets.UTF_8));
            String[] called = {"Unary", "Refuse", "Parts", "Hold", "Quiet", "Throw"};
            for (int i = 0; i < called.length; i++) {
                wire.send(
                        Frame.call(2 * i + 1, false, "/test.Echo/" + called[i]), Frame.data(2 * i + 1, true, message));
            }
            wire.send(Frame.rst(7, 8)); // Hold
            assertEquals(
                    List.of(
                            "/test.Echo/Unary 1 answered with 1",
                            "/test.Echo/Refuse 1 answered with 0",
                            "/test.Echo/Parts 1 answered with 7",
                            "/test.Echo/Throw 1 answered with 0",
                            "/test.Echo/Hold 1 answered with 0"),
                    told.stream()
                            .map(call -> call.path() + " " + call.request().length + " answered with "
                                    + call.answer().messageBytes())
                            .toList());
        }
    }

    @Test
    void nobodyIsToldOfACallThatWasQuick() {
        List<SlowCalls.SlowCall> told = new ArrayList<>();
        SlowCalls hours = new SlowCalls(Duration.ofHours(1).toNanos(), told::add);
        try (Wire wire = new Wire(TestMethods.options().withSlowCalls(hours), methods.table(), NonHttp2Handler.CLOSE)) {
            wire.send(Frame.PREFACE, Frame.settings(), Frame.call(1, false, "/test.Echo/Unary"));
            wire.send(Frame.data(1, true, Frame.message(new byte[1])));
            assertEquals("0", wire.answer(1).status());
            assertEquals(List.of(), told);
        }
    }

    @Test
    void aFloodOfResetsOrOfFramesThatSayLittleEndsItsConnection() {
        FrontDoorOptions usual = TestMethods.options();
        FrontDoorOptions.Bounds few =
                new FrontDoorOptions.Bounds(1 << 14, 1 << 20, 16 << 20, 1 << 16, 1 << 24, 1 << 28, 1 << 20, 100);
        FrontDoorOptions options = usual.withBounds(few);
        try (Wire resets = new Wire(options, methods.table(), NonHttp2Handler.CLOSE);
                Wire caused = new Wire(options, methods.table(), NonHttp2Handler.CLOSE);
                Wire continued = Wire.open(methods);
                Wire empty = Wire.open(methods)) {
            caused.send(Frame.PREFACE, Frame.settings());
            for (int i = 0; i <= 100 && caused.channel.isOpen(); i++) {
                caused.send(Frame.call(2 * i + 1, true, "/test.Echo/Unary", ":scheme", null));
            }
            continued.send(Frame.of(Frame.HEADERS, 0, 1, new byte[0]));
            for (int i = 0; i <= 16 && continued.channel.isOpen(); i++) {
                continued.send(Frame.of(9, 0, 1, new byte[0]));
            }
            resets.send(Frame.PREFACE, Frame.settings());
            for (int i = 0; i <= 100 && resets.channel.isOpen(); i++) {
                resets.send(Frame.call(2 * i + 1, false, "/test.Echo/Hold"), Frame.rst(2 * i + 1, 8));
            }
            empty.send(Frame.call(1, false, "/test.Echo/Stream"));
            for (int i = 0; i < 3; i++) {
                empty.send(Frame.data(1, false, new byte[0]));
            }

            for (Wire wire : List.of(resets, caused, continued, empty)) {
                assertTrue(wire.frames().stream()
                        .anyMatch(frame -> frame.type() == Frame.GOAWAY && frame.intPayload(4) == 11));
                assertFalse(wire.channel.isOpen());
            }
        }
    }

    @Test
    void pingsAreForgivenAfterAnAnswerAndAtTheirInterval() {
        PingPolicy pings = new PingPolicy(TimeUnit.SECONDS.toNanos(5));
        for (int i = 0; i < 10; i++) {
            assertTrue(pings.allows(i, false, i % 2 == 0), "after answers");
        }
        for (int i = 1; i < 10; i++) {
            assertTrue(pings.allows(TimeUnit.SECONDS.toNanos(5L * i + 1), false, false), "at the interval");
        }
        assertTrue(pings.allows(TimeUnit.SECONDS.toNanos(100), true, false), "idle: first strike, or second");
    }

    private static void hold(Wire wire, int stream) {
        wire.send(Frame.call(stream, false, "/test.Echo/Hold"), Frame.data(stream, true, HELLO));
    }

    private static final class CountingFlushes extends ChannelOutboundHandlerAdapter {
        private int count;

        @Override
        public void flush(ChannelHandlerContext ctx) {
            count++;
            ctx.flush();
        }
    }
}
