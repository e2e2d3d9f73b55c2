package io.quoin.server.frontdoor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quoin.server.frontdoor.Wire.Answer;
import io.quoin.server.fuzz.FuzzRun;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.RpcStatus;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Broken byte streams: no exception escapes, no buffer leaks, every call that was opened ends. See {@link FuzzRun} for
 * how to repeat one, and for the long form.
 */
class FuzzTest {
    private static final int INTERNAL_ERROR = 2;

    @Test
    void mutationsOfValidConnectionsHarmNobody() {
        FuzzRun.run("frames", 5_000, 1, random -> feed(random, new FrameMutations(random).connection()));
    }

    @Test
    void validConnectionsAreServedHoweverTheyAreCut() {
        for (int seed = 0; seed < 250; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            FrameMutations frames = new FrameMutations(random);
            TestMethods methods = new TestMethods();
            byte[] message = Frame.message(new byte[random.nextInt(30_000)]);
            byte[] connection = Frame.join(
                    Frame.PREFACE,
                    Frame.join(frames.valid().toArray(byte[][]::new)),
                    Frame.call(99, false, "/test.Echo/Unary"),
                    Frame.join(frames.inFrames(99, message).toArray(byte[][]::new)));
            try (Wire wire = new Wire(TestMethods.options(), methods.table(), NonHttp2Handler.CLOSE)) {
                sendInPieces(random, wire, connection);

                wire.send(Frame.settings(4, 200_000), Frame.windowUpdate(0, 1_000_000));
                Answer answer = wire.answer(99);
                assertEquals("0", answer.status(), "seed " + seed);
                assertArrayEquals(message, answer.data(), "seed " + seed);
            }
        }
    }

    private static void feed(SplittableRandom random, byte[] input) {
        TestMethods methods = new TestMethods();
        try (Wire wire = new Wire(TestMethods.options(), methods.table(), NonHttp2Handler.CLOSE)) {
            sendInPieces(random, wire, input);
            int number = 0;
            for (Call call : methods.held) {
                if (number++ % 2 == 0) {
                    end(call, random);
                }
            }
            for (Frame frame : wire.frames()) {
                boolean blamesUs = frame.type() == Frame.GOAWAY && frame.intPayload(4) == INTERNAL_ERROR
                        || frame.type() == Frame.RST_STREAM && frame.intPayload(0) == INTERNAL_ERROR;
                assertFalse(blamesUs, "an exception of ours: " + frame);
            }
            wire.channel.checkException();
        }
        methods.held.forEach(call -> assertFalse(call.isReady(), "a call outlived its connection"));
    }

    private static void end(Call call, SplittableRandom random) {
        if (call.path().endsWith("Parts")) {
            call.finish(new RpcStatus(RpcStatus.DATA_LOSS, "damaged"));
        } else {
            call.send(new byte[random.nextInt(1000)]);
            call.finish(RpcStatus.OK);
        }
    }

    private static void sendInPieces(SplittableRandom random, Wire wire, byte[] input) {
        for (int at = 0; at < input.length && wire.channel.isOpen(); ) {
            int end = Math.min(input.length, at + 1 + random.nextInt(random.nextInt(8) == 0 ? 20 : 20_000));
            wire.send(Arrays.copyOfRange(input, at, end));
            at = end;
        }
    }
}
