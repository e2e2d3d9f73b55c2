package io.quoin.server.frontdoor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** Connections of a client that means harm: valid frames, then what makes them wrong. */
final class FrameMutations {
    private static final String[] METHODS = {"Unary", "Hold", "Refuse", "Metadata", "Stream", "Quiet", "Parts", "Nope"};
    private static final int PRIORITY = 2;
    private static final int PUSH_PROMISE = 5;
    private static final int CONTINUATION = 9;
    private static final int PADDED = 8;
    private static final int[] EXTREMES = {
        0, 1, 2, 16_383, 16_384, 65_535, 65_536, 1 << 24, (1 << 24) - 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1
    };
    private static final String[] HEADERS = {
        ":method", ":path", ":scheme", ":authority", ":status", ":x", "content-type", "te", "grpc-timeout",
        "grpc-encoding", "grpc-accept-encoding", "host", "connection", "Upper", "x-bin", "client-api-version", "x", ""
    };
    private static final String[] VALUES = {
        "",
        "1S",
        "0n",
        "99999999H",
        "-1S",
        "gzip",
        "identity",
        "snappy",
        "POST",
        "GET",
        "CONNECT",
        "trailers",
        "\u00ff",
        "application/grpc+proto",
        "text/plain",
        "close",
        "AAEC",
        "*",
        "a b",
        "\r\n",
        "/",
        "/a/b",
        "\u0000"
    };

    /** More than a message may have, once it is decompressed. */
    private static final byte[] BOMB = gzip(new byte[2 << 20]);

    private final SplittableRandom random;

    FrameMutations(SplittableRandom random) {
        this.random = random;
    }

    /** Bytes of a connection, harmed in several ways, or in none. */
    byte[] connection() {
        List<byte[]> frames = new ArrayList<>(valid());
        for (int i = random.nextInt(4); i > 0; i--) {
            mutate(frames);
        }
        byte[] bytes = Frame.join(Frame.PREFACE, Frame.join(frames.toArray(byte[][]::new)));
        return random.nextInt(3) == 0 ? bytesMutated(bytes) : bytes;
    }

    /** Frames of a connection that is in order. */
    List<byte[]> valid() {
        List<byte[]> frames = new ArrayList<>();
        frames.add(Frame.settings(4, random.nextInt(100_000)));
        int calls = 1 + random.nextInt(4);
        for (int i = 0; i < calls; i++) {
            int stream = 2 * i + 1;
            String path = "/test.Echo/" + METHODS[random.nextInt(METHODS.length)];
            frames.add(Frame.call(stream, false, path));
            String text = path.endsWith("Parts") ? "" + random.nextInt(100_000) : "x".repeat(random.nextInt(200));
            frames.addAll(inFrames(stream, Frame.message(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
            switch (random.nextInt(6)) {
                case 0 -> frames.add(Frame.rst(stream, 8));
                case 1 -> frames.add(Frame.windowUpdate(0, 1 + random.nextInt(1000)));
                case 2 -> frames.add(Frame.ping(random.nextLong()));
                case 3 -> frames.add(Frame.settings(1, random.nextInt(5000), 4, random.nextInt(70_000)));
                default -> {}
            }
        }
        return frames;
    }

    /** The message in DATA frames, the last with END_STREAM. */
    List<byte[]> inFrames(int stream, byte[] message) {
        List<byte[]> frames = new ArrayList<>();
        for (int at = 0; at < message.length; ) {
            int end = Math.min(message.length, at + 1 + random.nextInt(16_384));
            frames.add(Frame.data(stream, end == message.length, Arrays.copyOfRange(message, at, end)));
            at = end;
        }
        return frames;
    }

    private void mutate(List<byte[]> frames) {
        int at = random.nextInt(frames.size());
        switch (random.nextInt(10)) {
            case 0 -> frames.add(random.nextInt(frames.size() + 1), frames.get(at));
            case 1 -> {
                if (frames.size() > 1) {
                    frames.remove(at);
                }
            }
            case 2 -> frames.add(random.nextInt(frames.size()), frames.remove(at));
            case 3 -> headChanged(frames, at);
            case 4 -> frames.add(at, rawFrame());
            case 5 -> frames.add(at, extremeSettings());
            case 6 -> frames.add(at, oddCall());
            case 7 -> frames.add(at, oddMessage());
            case 8 -> frames.add(at, known());
            default -> inContinuations(frames, at);
        }
    }

    private void headChanged(List<byte[]> frames, int at) {
        byte[] frame = frames.get(at).clone();
        switch (random.nextInt(4)) {
            case 0 -> frame[3] = (byte) random.nextInt(random.nextBoolean() ? 11 : 256);
            case 1 -> frame[4] = (byte) random.nextInt(256);
            case 2 -> frame[random.nextInt(3)] ^= (byte) (1 << random.nextInt(8));
            default -> Unpooled.wrappedBuffer(frame).setInt(5, stream());
        }
        frames.set(at, frame);
    }

    private int stream() {
        return random.nextInt(4) == 0 ? extreme() : random.nextInt(12);
    }

    private int extreme() {
        return EXTREMES[random.nextInt(EXTREMES.length)];
    }

    private byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] rawFrame() {
        return Frame.of(random.nextInt(14), random.nextInt(256), stream(), bytes(random.nextInt(8) == 0 ? 20_000 : 64));
    }

    private byte[] extremeSettings() {
        int[] pairs = new int[2 * (1 + random.nextInt(4))];
        for (int i = 0; i < pairs.length; i += 2) {
            pairs[i] = random.nextInt(10);
            pairs[i + 1] = extreme();
        }
        return Frame.settings(pairs);
    }

    /** A frame of a kind that clients send, with content that they do not. */
    private byte[] known() {
        return switch (random.nextInt(8)) {
            case 0 -> Frame.windowUpdate(stream(), extreme());
            case 1 -> Frame.rst(stream(), random.nextInt(20));
            case 2 -> Frame.of(Frame.GOAWAY, 0, stream(), bytes(40));
            case 3 -> Frame.of(PUSH_PROMISE, Frame.END_HEADERS, stream(), bytes(20));
            case 4 -> {
                ByteBuf priority = Unpooled.buffer(5, 5).writeInt(stream()).writeByte(random.nextInt(256));
                yield Frame.of(PRIORITY, 0, stream(), priority.array());
            }
            case 5 -> Frame.of(Frame.PING, random.nextInt(2), 0, new byte[8]);
            case 6 -> {
                byte[] padded = bytes(300);
                yield Frame.of(random.nextInt(2), PADDED | random.nextInt(256), stream(), padded);
            }
            default -> Frame.of(CONTINUATION, random.nextInt(8), stream(), bytes(60));
        };
    }

    private byte[] oddCall() {
        String[] fields = new String[2 * (1 + random.nextInt(3))];
        for (int i = 0; i < fields.length; i += 2) {
            fields[i] = HEADERS[random.nextInt(HEADERS.length)];
            String value = VALUES[random.nextInt(VALUES.length)];
            fields[i + 1] = random.nextInt(5) == 0 ? null : value.repeat(1 + random.nextInt(8) / 7 * 3_000);
        }
        return Frame.call(1 + 2 * random.nextInt(8), random.nextBoolean(), "/test.Echo/Unary", fields);
    }

    /** A call with a message that is compressed, cut, or longer than it says. */
    private byte[] oddMessage() {
        int stream = 1 + 2 * random.nextInt(8);
        String method = METHODS[random.nextInt(METHODS.length)];
        byte[] message = random.nextInt(50) == 0 ? BOMB : gzip(bytes(100));
        ByteBuf prefixed = Unpooled.buffer()
                .writeByte(random.nextInt(3))
                .writeInt(random.nextBoolean() ? message.length : extreme())
                .writeBytes(message);
        byte[] data = Arrays.copyOf(prefixed.array(), prefixed.readableBytes());
        return Frame.join(
                Frame.call(stream, false, "/test.Echo/" + method, "grpc-encoding", "gzip"),
                Frame.data(stream, random.nextBoolean(), Arrays.copyOf(data, Math.min(data.length, 16_384))));
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    /** The block of a HEADERS frame goes on in CONTINUATION frames, the last perhaps without its end. */
    private void inContinuations(List<byte[]> frames, int at) {
        byte[] frame = frames.get(at);
        if (frame.length < 9 || frame[3] != Frame.HEADERS) {
            return;
        }
        int stream = Unpooled.wrappedBuffer(frame).getInt(5);
        byte[] block = Arrays.copyOfRange(frame, 9, frame.length);
        int each = 1 + random.nextInt(Math.max(1, block.length));
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from < block.length; from += each) {
            byte[] part = Arrays.copyOfRange(block, from, Math.min(block.length, from + each));
            boolean last = from + each >= block.length && random.nextInt(8) > 0;
            int flags = last ? Frame.END_HEADERS : 0;
            parts.add(Frame.of(from == 0 ? Frame.HEADERS : CONTINUATION, flags, stream, part));
        }
        frames.remove(at);
        frames.addAll(at, parts);
    }

    private byte[] bytesMutated(byte[] valid) {
        byte[] result = valid.clone();
        int from = random.nextInt(8) == 0 ? 0 : Frame.PREFACE.length;
        for (int i = random.nextInt(6); i >= 0 && result.length > from; i--) {
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
