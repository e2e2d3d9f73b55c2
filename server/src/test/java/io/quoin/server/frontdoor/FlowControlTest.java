package io.quoin.server.frontdoor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.server.frontdoor.Wire.Answer;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.RpcStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows both ways: who does not read waits, alone, and what waits for him is bounded. */
class FlowControlTest {
    private static final int INITIAL_WINDOW = 65_535;
    private static final int SETTINGS_INITIAL_WINDOW = 4;

    private final TestMethods methods = new TestMethods();

    @Test
    void nothingIsSentBeyondTheStreamsWindowAndTheRestWhenItGrows() {
        try (Wire wire = Wire.open(methods, SETTINGS_INITIAL_WINDOW, 10)) {
            wire.send(Frame.call(1, false, "/test.Echo/Unary"), Frame.data(1, true, Frame.message(new byte[100])));
            assertEquals(10, wire.answer(1).data().length);

            wire.send(Frame.windowUpdate(1, 1));
            assertEquals(1, wire.answer(1).data().length);
            wire.send(Frame.settings(SETTINGS_INITIAL_WINDOW, 20));
            assertEquals(10, wire.answer(1).data().length);

            Answer rest = wire.send(Frame.windowUpdate(1, 1000)).answer(1);

            assertEquals(105 - 21, rest.data().length);
            assertEquals("0", rest.status());
        }
    }

    @Test
    void aMessageArrivesWholeHoweverFewBytesOfItAreTakenAtATime() {
        byte[] message = text("hello");
        for (int window = 1; window <= message.length + 1; window++) {
            try (Wire wire = Wire.open(methods, SETTINGS_INITIAL_WINDOW, window)) {
                wire.send(Frame.call(1, false, "/test.Echo/Unary"), Frame.data(1, true, message));
                ByteArrayOutputStream taken = new ByteArrayOutputStream();
                String status = "open";
                for (int turns = 0; status.equals("open") && turns <= message.length; turns++) {
                    Answer answer = wire.answer(1);
                    taken.writeBytes(answer.data());
                    status = answer.status();
                    wire.send(Frame.windowUpdate(1, window));
                }
                assertEquals("0", status, "window " + window);
                assertArrayEquals(message, taken.toByteArray(), "window " + window);
            }
        }
    }

    @Test
    void aMessageInPartsIsOneMessageAndIsAskedForAsTheClientTakesIt() {
        try (Wire wire = Wire.open(methods, SETTINGS_INITIAL_WINDOW, 10_000)) {
            wire.send(Frame.call(1, false, "/test.Echo/Parts"), Frame.data(1, true, text("300500")));
            assertEquals(10_000, wire.answer(1).data().length);
            long ready = FrontDoorOptions.Bounds.DEFAULT.readyBelowBytes();
            assertTrue(methods.partBytes.sum() <= 10_000 + ready + 1_000, methods.partBytes + " bytes");

            Answer rest = wire.send(Frame.windowUpdate(1, 1_000_000), Frame.windowUpdate(0, 1_000_000))
                    .answer(1);

            assertEquals(300_505 - 10_000, rest.data().length);
            assertEquals("0", rest.status());
        }
    }

    @Test
    void anEmptyMessageInPartsIsWhole() {
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Parts"), Frame.data(1, true, text("0")));
            Answer answer = wire.answer(1);

            assertEquals(5, answer.data().length);
            assertEquals("0", answer.status());
        }
    }

    @Test
    void aMessageThatCannotBeSentToItsEndIsReset() {
        try (Wire wire = Wire.open(methods, SETTINGS_INITIAL_WINDOW, 10_000)) {
            wire.send(Frame.call(1, false, "/test.Echo/Parts"), Frame.data(1, true, text("300000")));
            assertEquals(10_000, wire.answer(1).data().length);

            methods.held.remove().finish(new RpcStatus(RpcStatus.DATA_LOSS, "damaged"));

            assertTrue(wire.send(Frame.windowUpdate(0, 1)).answer(1).reset() >= 0);
        }
    }

    @Test
    void aMessageOfWhichNothingWasSentGivesWayToAStatus() {
        try (Wire wire = Wire.open(methods, SETTINGS_INITIAL_WINDOW, 0)) {
            wire.send(Frame.call(1, false, "/test.Echo/Parts"), Frame.data(1, true, text("300000")));

            methods.held.remove().finish(new RpcStatus(RpcStatus.DATA_LOSS, "damaged"));

            assertEquals(
                    "15: damaged", wire.send(Frame.windowUpdate(0, 1)).answer(1).status());
        }
    }

    @Test
    void callsThatWaitForTheConnectionsWindowAreServedInTurn() {
        try (Wire wire = Wire.open(methods, SETTINGS_INITIAL_WINDOW, 10_000_000)) {
            wire.send(Frame.call(1, false, "/test.Echo/Flood"), Frame.data(1, true, text("100 100000")));
            wire.send(Frame.call(3, false, "/test.Echo/Flood"), Frame.data(3, true, text("100 100000")));
            assertEquals(INITIAL_WINDOW, sum(wire.frames(), 1) + sum(wire.frames(), 3));

            wire.send(Frame.windowUpdate(0, 1_000_000));

            List<Frame> frames = wire.frames();
            int first = sum(frames, 1);
            int second = sum(frames, 3);
            assertEquals(1_000_000, first + second);
            assertTrue(Math.abs(first - second) <= 2 * INITIAL_WINDOW, first + " and " + second);
        }
    }

    @Test
    void aHandlerThatHeedsReadinessHoldsLittleForAClientThatDoesNotRead() {
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Flood"), Frame.data(1, true, text("2000 100000")));
            assertEquals(INITIAL_WINDOW, sum(wire.frames(), 1));
            for (int i = 0; i < 5; i++) {
                wire.send(Frame.windowUpdate(0, 100_000), Frame.windowUpdate(1, 100_000));
                assertEquals(100_000, sum(wire.frames(), 1));
            }

            wire.send(Frame.rst(1, 8));

            // five messages and two thirds of the sixth were taken, nothing but the rest of it waited at the door
            assertEquals("[cancelled with 1994 unsent]", methods.events.toString());
        }
    }

    @Test
    void aHandlerThatDoesNotHeedReadinessLosesItsCallAtTheBound() {
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Quiet"));
            Call call = methods.held.element();
            long max = FrontDoorOptions.Bounds.DEFAULT.callQueuedBytesMax();
            int sent = 0;
            for (; !call.isCancelled() && sent < 2 * max; sent += 1_000_000) {
                call.send(new byte[1_000_000]);
            }

            assertTrue(sent > max && sent < max + 3_000_000, "cancelled after " + sent);
            assertEquals("[cancelled]", methods.events.toString());
            assertEquals(8, wire.answer(1).reset(), "a message was cut: reset with CANCEL");
        }
    }

    @Test
    void aSlowReaderCostsOnlyItself() {
        try (Wire wire = Wire.open(methods, SETTINGS_INITIAL_WINDOW, 10)) {
            wire.send(Frame.call(1, false, "/test.Echo/Flood"), Frame.data(1, true, text("2 1000")));
            wire.send(Frame.call(3, false, "/test.Echo/Unary"), Frame.data(3, true, text("hello")));

            List<Frame> frames = wire.frames();

            assertEquals("open", Answer.of(frames, 1).status());
            assertEquals("0", Answer.of(frames, 3).status());
        }
    }

    @Test
    void readyComesOnceWhenTheQueueIsShortAgain() {
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Quiet"));
            Call call = methods.held.element();
            assertTrue(call.isReady());
            call.send(new byte[300_000]);
            assertFalse(call.isReady());
            assertEquals("[]", methods.events.toString());

            wire.send(Frame.windowUpdate(0, 1_000_000), Frame.windowUpdate(1, 1_000_000));

            assertTrue(call.isReady());
            assertEquals("[ready]", methods.events.toString());
            call.finish(RpcStatus.OK);
            assertEquals("0", wire.answer(1).status());
        }
    }

    @Test
    void windowsAreGivenBackAsMessagesAreTaken() {
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Quiet"));
            byte[] message = Frame.message(new byte[10_000]);
            int given = 0;
            for (int i = 0; i < 1000; i++) {
                given += wire.send(Frame.data(1, false, message)).frames().stream()
                        .filter(frame -> frame.type() == Frame.WINDOW_UPDATE && frame.stream() == 1)
                        .mapToInt(frame -> frame.intPayload(0))
                        .sum();
            }

            assertEquals(1000, methods.events.size());
            assertTrue(given >= 1000 * message.length - (1 << 20), "given back: " + given);
        }
    }

    @Test
    void whileAHandlerDoesNotReadItsClientsWindowIsNotGivenBackAndNothingIsLost() {
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Quiet"));
            Call call = methods.held.element();
            call.reading(false);
            byte[] message = Frame.message(new byte[10_000]);
            for (int i = 0; i < 100; i++) {
                wire.send(Frame.data(1, i == 99, message));
            }
            assertEquals("[]", methods.events.toString());
            assertFalse(wire.frames().stream()
                    .anyMatch(frame -> frame.type() == Frame.WINDOW_UPDATE && frame.stream() == 1));

            call.reading(true);

            assertEquals(101, methods.events.size());
            assertTrue(methods.events.contains("halfClosed"));
        }
    }

    @Test
    void aClientThatSendsMoreThanItsWindowIsSentAway() {
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Quiet"));
            methods.held.element().reading(false);
            byte[] frame = Frame.data(1, false, new byte[16_384]);
            for (int i = 0; i < 64; i++) {
                wire.send(frame);
            }
            assertEquals(-1, wire.answer(1).reset());

            wire.send(frame);

            assertEquals(3, wire.answer(1).reset(), "FLOW_CONTROL_ERROR");
        }
    }

    @Test
    void whileTooMuchWaitsForAClientItsNewCallsAreRefused() {
        try (Wire wire = Wire.open(methods, SETTINGS_INITIAL_WINDOW, 0)) {
            long max = FrontDoorOptions.Bounds.DEFAULT.connectionQueuedBytesMax();
            byte[] shared = new byte[32 << 20];
            int stream = 1;
            for (long queued = 0; queued <= max; queued += shared.length, stream += 2) {
                wire.send(Frame.call(stream, true, "/test.Echo/Quiet"));
                methods.held.remove().send(shared);
            }

            Answer refused =
                    wire.send(Frame.call(stream, true, "/test.Echo/Quiet")).answer(stream);

            assertEquals("8: client does not read its answers", refused.status());
        }
    }

    private static byte[] text(String message) {
        return Frame.message(message.getBytes(StandardCharsets.UTF_8));
    }

    private static int sum(List<Frame> frames, int stream) {
        return Answer.of(frames, stream).data().length;
    }

    @Test
    void aStreamOf1000CallsIsServedEachWithItsOwnAnswer() {
        try (Wire wire = Wire.open(methods)) {
            byte[][] parts = new byte[1000][];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = Frame.call(1 + 2 * i, false, "/test.Echo/Hold");
            }
            wire.send(parts);
            for (int i = 0; i < parts.length; i++) {
                parts[i] = Frame.data(1 + 2 * i, true, text("message " + i));
            }
            wire.send(parts);
            assertEquals(1000, methods.held.size());
            int number = 0;
            for (Call call : methods.held) {
                call.reply(("answer " + number++).getBytes(StandardCharsets.UTF_8));
            }

            List<Frame> frames = wire.frames();

            for (int i = 0; i < parts.length; i++) {
                assertTrue(
                        Arrays.equals(
                                text("answer " + i),
                                Answer.of(frames, 1 + 2 * i).data()),
                        "call " + i);
            }
        }
    }
}
