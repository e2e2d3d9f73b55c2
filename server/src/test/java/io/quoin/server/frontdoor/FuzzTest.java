package io.quoin.server.frontdoor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quoin.server.frontdoor.Wire.Answer;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.RpcStatus;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Broken byte streams: no exception escapes, no buffer leaks, every call that was opened ends. The seed is printed
 * with a failure; {@code -Dfuzz.seed} repeats it, {@code -Dfuzz.inputs} asks for more.
 */
@ExtendWith(LeakCheck.class)
class FuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", 20_260_101L);
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 5_000);
    private static final int INTERNAL_ERROR = 2;
    private static final String[] METHODS = {"Unary", "Hold", "Refuse", "Metadata", "Stream", "Quiet", "Nope"};

    @Test
    void mutationsOfValidConnectionsHarmNobody() {
        for (int i = 0; i < INPUTS; i++) {
            SplittableRandom random = new SplittableRandom(SEED + i);
            try {
                feed(random, mutated(random, valid(random)));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + (SEED + i), e);
            }
        }
    }

    @Test
    void validConnectionsAreServedHoweverTheyAreCut() {
        for (int i = 0; i < INPUTS / 20; i++) {
            SplittableRandom random = new SplittableRandom(SEED + i);
            TestMethods methods = new TestMethods();
            byte[] message = Frame.message(new byte[random.nextInt(30_000)]);
            byte[] connection =
                    Frame.join(valid(random), Frame.call(99, false, "/test.Echo/Unary"), inFrames(random, 99, message));
            try (Wire wire = new Wire(TestMethods.options(), methods.table(), NonHttp2Handler.CLOSE)) {
                sendInPieces(random, wire, connection);

                wire.send(Frame.settings(4, 100_000), Frame.windowUpdate(0, 100_000));
                Answer answer = wire.answer(99);
                assertEquals("0", answer.status(), "seed " + (SEED + i));
                assertArrayEquals(message, answer.data(), "seed " + (SEED + i));
            }
        }
    }

    private static void feed(SplittableRandom random, byte[] input) {
        TestMethods methods = new TestMethods();
        Wire wire = new Wire(TestMethods.options(), methods.table(), NonHttp2Handler.CLOSE);
        sendInPieces(random, wire, input);
        int number = 0;
        for (Call call : methods.held) {
            if (number++ % 2 == 0) {
                call.send(new byte[random.nextInt(1000)]);
                call.finish(RpcStatus.OK);
            }
        }
        for (Frame frame : wire.frames()) {
            boolean blamesUs = frame.type() == Frame.GOAWAY && frame.intPayload(4) == INTERNAL_ERROR
                    || frame.type() == Frame.RST_STREAM && frame.intPayload(0) == INTERNAL_ERROR;
            assertFalse(blamesUs, "an exception of ours: " + frame);
        }
        wire.close();
        wire.channel.checkException();
        methods.held.forEach(call -> assertFalse(call.isReady(), "a call outlived its connection"));
    }

    private static void sendInPieces(SplittableRandom random, Wire wire, byte[] input) {
        for (int at = 0; at < input.length && wire.channel.isOpen(); ) {
            int end = Math.min(input.length, at + 1 + random.nextInt(random.nextInt(8) == 0 ? 20 : 20_000));
            wire.send(Arrays.copyOfRange(input, at, end));
            at = end;
        }
    }

    private static byte[] valid(SplittableRandom random) {
        byte[] result = Frame.join(Frame.PREFACE, Frame.settings(4, random.nextInt(100_000)));
        int calls = 1 + random.nextInt(4);
        for (int i = 0; i < calls; i++) {
            int stream = 2 * i + 1;
            String path = "/test.Echo/" + METHODS[random.nextInt(METHODS.length)];
            byte[] message = Frame.message(new byte[random.nextInt(200)]);
            result = Frame.join(result, Frame.call(stream, false, path), inFrames(random, stream, message));
            switch (random.nextInt(6)) {
                case 0 -> result = Frame.join(result, Frame.rst(stream, 8));
                case 1 -> result = Frame.join(result, Frame.windowUpdate(0, 1 + random.nextInt(1000)));
                case 2 -> result = Frame.join(result, Frame.ping(random.nextLong()));
                case 3 ->
                    result = Frame.join(result, Frame.settings(1, random.nextInt(5000), 4, random.nextInt(70_000)));
                default -> {}
            }
        }
        return result;
    }

    private static byte[] inFrames(SplittableRandom random, int stream, byte[] message) {
        byte[] result = new byte[0];
        for (int at = 0; at < message.length; ) {
            int end = Math.min(message.length, at + 1 + random.nextInt(16_384));
            byte[] part = Arrays.copyOfRange(message, at, end);
            result = Frame.join(result, Frame.data(stream, end == message.length, part));
            at = end;
        }
        return result;
    }

    private static byte[] mutated(SplittableRandom random, byte[] valid) {
        byte[] result = valid.clone();
        int from = random.nextInt(4) == 0 ? 0 : Frame.PREFACE.length;
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = from + random.nextInt(result.length - from);
            switch (random.nextInt(5)) {
                case 0 -> result[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> result[at] = (byte) random.nextInt(256);
                case 2 -> result = Arrays.copyOf(result, Math.max(at, from + 1));
                case 3 ->
                    result = Frame.join(
                            Arrays.copyOf(result, at),
                            Arrays.copyOfRange(result, Math.max(from, at - 30), result.length));
                default -> Arrays.fill(result, at, Math.min(result.length, at + 9), (byte) random.nextInt(256));
            }
        }
        return result;
    }
}
