package io.quoin.server.frontdoor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.server.frontdoor.Wire.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Messages of a call, however they are cut into frames and however the bytes arrive. */
class CallFramingTest {
    private static final byte[] HELLO = "hello, quoin".getBytes(StandardCharsets.UTF_8);

    private final TestMethods methods = new TestMethods();

    @Test
    void aUnaryCallIsAnsweredWithHeadersOneMessageAndTrailers() {
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Unary"), Frame.data(1, true, Frame.message(HELLO)));

            List<Frame> frames = wire.frames();

            assertEquals(
                    List.of(Frame.HEADERS, Frame.DATA, Frame.HEADERS),
                    frames.stream().map(Frame::type).toList());
            assertEquals("200", frames.get(0).header(":status"));
            assertEquals("application/grpc", frames.get(0).header("content-type"));
            assertArrayEquals(Frame.message(HELLO), frames.get(1).payload());
            assertEquals("0", frames.get(2).header("grpc-status"));
            assertTrue(frames.get(2).endsStream());
        }
    }

    @Test
    void theBytesOfAConnectionMayArriveCutAnywhere() {
        byte[] all = Frame.join(
                Frame.PREFACE,
                Frame.settings(),
                Frame.call(1, false, "/test.Echo/Unary"),
                Frame.data(1, true, Frame.message(HELLO)));
        for (int cut = 1; cut < all.length; cut++) {
            try (Wire wire = new Wire(TestMethods.options(), methods.table(), NonHttp2Handler.CLOSE)) {
                wire.send(Arrays.copyOf(all, cut)).send(Arrays.copyOfRange(all, cut, all.length));

                Answer answer = wire.answer(1);

                assertEquals("0", answer.status(), "cut at " + cut);
                assertArrayEquals(Frame.message(HELLO), answer.data(), "cut at " + cut);
            }
        }
    }

    @Test
    void messagesMayBeSplitOverFramesAtEveryByte() {
        byte[] messages = Frame.join(Frame.message(HELLO), Frame.message(new byte[0]), Frame.message(HELLO));
        for (int cut = 0; cut <= messages.length; cut++) {
            try (Wire wire = Wire.open(methods)) {
                wire.send(Frame.call(1, false, "/test.Echo/Stream"));
                wire.send(Frame.data(1, false, Arrays.copyOf(messages, cut)));
                wire.send(Frame.data(1, true, Arrays.copyOfRange(messages, cut, messages.length)));

                Answer answer = wire.answer(1);

                assertArrayEquals(messages, answer.data(), "cut at " + cut);
                assertEquals("0", answer.status(), "cut at " + cut);
            }
        }
    }

    @Test
    void aMessageMayComeInFramesOfOneByteWithPadding() {
        byte[] message = Frame.message(HELLO);
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Unary"));
            for (int i = 0; i < message.length; i++) {
                boolean last = i == message.length - 1;
                wire.send(Frame.of(Frame.DATA, last ? 9 : 8, 1, new byte[] {3, message[i], 0, 0, 0}));
            }

            assertArrayEquals(message, wire.answer(1).data());
        }
    }

    @Test
    void aLongMessageIsAnsweredInFramesOfAtMost16KiB() {
        byte[] big = new byte[1_000_000];
        new Random(1).nextBytes(big);
        byte[] message = Frame.message(big);
        try (Wire wire = Wire.open(methods, 4, 2_000_000)) {
            wire.send(Frame.windowUpdate(0, 2_000_000), Frame.call(1, false, "/test.Echo/Unary"));
            for (int at = 0; at < message.length; at += 16384) {
                int end = Math.min(at + 16384, message.length);
                wire.send(Frame.data(1, end == message.length, Arrays.copyOfRange(message, at, end)));
            }

            List<Frame> frames = wire.frames();

            assertArrayEquals(message, Answer.of(frames, 1).data());
            assertTrue(frames.stream().allMatch(frame -> frame.payload().length <= 16384));
        }
    }

    @Test
    void aGzippedMessageIsDecompressedAndAnsweredPlainly() throws IOException {
        try (Wire wire = Wire.open(methods)) {
            wire.send(
                    Frame.call(1, false, "/test.Echo/Unary", "grpc-encoding", "gzip"),
                    Frame.data(1, true, Frame.message(1, gzip(HELLO))));

            assertArrayEquals(Frame.message(HELLO), wire.answer(1).data());
        }
    }

    @Test
    void brokenMessagesEndTheirCallInGrpcGosWords() throws IOException {
        int max = TestMethods.MAX_REQUEST_BYTES + FrontDoorOptions.RECEIVE_OVERHEAD_BYTES;
        String unary = "/test.Echo/Unary";
        assertStatus(
                "8: grpc: received message larger than max (" + (max + 1) + " vs. " + max + ")",
                Frame.call(1, false, unary),
                Frame.data(1, false, Arrays.copyOf(Frame.message(new byte[max + 1]), 5)));
        assertStatus(
                "8: grpc: received message larger than max (4294967295 vs. " + max + ")",
                Frame.call(1, false, unary),
                Frame.data(1, false, new byte[] {0, -1, -1, -1, -1}));
        assertStatus(
                "8: grpc: received message after decompression larger than max " + max,
                Frame.call(1, false, unary, "grpc-encoding", "gzip"),
                Frame.data(1, true, Frame.message(1, gzip(new byte[max + 1]))));
        assertStatus(
                "13: grpc: compressed flag set with identity or empty encoding",
                Frame.call(1, false, unary),
                Frame.data(1, true, Frame.message(1, HELLO)));
        assertStatus(
                "13: grpc: received unexpected payload format 7",
                Frame.call(1, false, unary),
                Frame.data(1, true, Frame.message(7, HELLO)));
        assertStatus(
                "12: grpc: Decompressor is not installed for grpc-encoding \"snappy\"",
                Frame.call(1, false, unary, "grpc-encoding", "snappy"));
        assertStatus(
                "13: grpc: failed to decompress the message: Not in GZIP format",
                Frame.call(1, false, unary, "grpc-encoding", "gzip"),
                Frame.data(1, true, Frame.message(1, HELLO)));
    }

    @Test
    void tooFewAndTooManyMessagesAreTreatedAsGrpcGoDoes() {
        byte[] one = Frame.message(HELLO);
        assertStatus("2: EOF", Frame.call(1, true, "/test.Echo/Unary"));
        assertStatus("2: EOF", Frame.call(1, false, "/test.Echo/Unary"), Frame.data(1, true, new byte[0]));
        assertStatus(
                "2: unexpected EOF",
                Frame.call(1, false, "/test.Echo/Unary"),
                Frame.data(1, true, Arrays.copyOf(one, one.length - 1)));
        assertStatus(
                "13: unexpected EOF",
                Frame.call(1, false, "/test.Echo/Stream"),
                Frame.data(1, true, Arrays.copyOf(one, 3)));
        assertStatus("0", Frame.call(1, false, "/test.Echo/Unary"), Frame.data(1, true, Frame.join(one, one)));
        assertStatus(
                "13: cardinality violation: received no request message from non-client-streaming RPC",
                Frame.call(1, true, "/test.Echo/Flood"));
        assertStatus(
                "13: cardinality violation: received multiple request messages for non-client-streaming RPC",
                Frame.call(1, false, "/test.Echo/Flood"),
                Frame.data(1, true, Frame.join(one, one)));
    }

    @Test
    void aUnaryCallIsAnsweredBeforeItsClientHalfClosesAndThenReset() {
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Unary"), Frame.data(1, false, Frame.message(HELLO)));

            Answer answer = wire.answer(1);

            assertEquals("0", answer.status());
            assertEquals(0, answer.reset(), "NO_ERROR: the rest need not be sent");
            wire.send(Frame.data(1, true, new byte[10]), Frame.call(3, false, "/test.Echo/Unary"));
            wire.send(Frame.data(3, true, Frame.message(HELLO)));
            assertEquals("0", wire.answer(3).status());
        }
    }

    private void assertStatus(String expected, byte[]... parts) {
        try (Wire wire = Wire.open(methods)) {
            assertEquals(expected, wire.send(parts).answer(1).status());
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}
