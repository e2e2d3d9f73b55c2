package io.quoin.server.frontdoor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** An HTTP/2 frame, byte by byte: what tests send and look at. Headers are kept decoded, too. */
record Frame(int type, int flags, int stream, byte[] payload, Http2Headers headers) {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    static byte[] of(int type, int flags, int stream, byte[] payload) {
        ByteBuf out = Unpooled.buffer(9 + payload.length);
        out.writeMedium(payload.length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeBytes(payload);
        return out.array();
    }

    static byte[] settings(int... keysAndValues) {
        ByteBuf out = Unpooled.buffer(keysAndValues.length * 3, keysAndValues.length * 3);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            out.writeShort(keysAndValues[i]).writeInt(keysAndValues[i + 1]);
        }
        return of(SETTINGS, 0, 0, out.array());
    }

    static byte[] intFrame(int type, int stream, int value) {
        return of(type, 0, stream, Unpooled.buffer(4, 4).writeInt(value).array());
    }

    static byte[] rst(int stream, int code) {
        return intFrame(RST_STREAM, stream, code);
    }

    static byte[] windowUpdate(int stream, int bytes) {
        return intFrame(WINDOW_UPDATE, stream, bytes);
    }

    static byte[] ping(long payload) {
        return of(PING, 0, 0, Unpooled.buffer(8, 8).writeLong(payload).array());
    }

    static byte[] data(int stream, boolean end, byte[] payload) {
        return of(DATA, end ? END_STREAM : 0, stream, payload);
    }

    /**
     * The headers of a call, {@code namesAndValues} replacing or adding to the usual ones; a null value removes one.
     */
    static byte[] call(int stream, boolean end, String path, String... namesAndValues) {
        Http2Headers headers = new DefaultHttp2Headers(false)
                .method("POST")
                .scheme("http")
                .path(path)
                .authority("localhost:2379")
                .add("content-type", "application/grpc")
                .add("te", "trailers");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.remove(namesAndValues[i]);
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                headers.add(namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return headers(stream, end, headers);
    }

    static byte[] headers(int stream, boolean end, Http2Headers headers) {
        ByteBuf block = Unpooled.buffer();
        try (DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder((name, value) -> true, true)) {
            encoder.maxHeaderTableSize(0);
            encoder.encodeHeaders(stream, headers, block);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
        byte[] bytes = new byte[block.readableBytes()];
        block.readBytes(bytes);
        return of(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, bytes);
    }

    /** A message with its gRPC prefix. */
    static byte[] message(byte[] message) {
        return message(0, message);
    }

    static byte[] message(int flag, byte[] message) {
        return Unpooled.buffer(5 + message.length, 5 + message.length)
                .writeByte(flag)
                .writeInt(message.length)
                .writeBytes(message)
                .array();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** Takes the whole frames off the bytes. */
    static List<Frame> parse(ByteBuf in, DefaultHttp2HeadersDecoder decoder) {
        List<Frame> frames = new ArrayList<>();
        while (in.readableBytes() >= 9 && in.readableBytes() >= 9 + in.getUnsignedMedium(in.readerIndex())) {
            byte[] payload = new byte[in.readUnsignedMedium()];
            int type = in.readByte();
            int flags = in.readByte();
            int stream = in.readInt();
            in.readBytes(payload);
            try {
                Http2Headers headers =
                        type == HEADERS ? decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload)) : null;
                frames.add(new Frame(type, flags, stream, payload, headers));
            } catch (Http2Exception e) {
                throw new AssertionError("the server's headers cannot be decoded", e);
            }
        }
        return frames;
    }

    boolean endsStream() {
        return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    String header(String name) {
        CharSequence value = headers.get(name);
        return value == null ? null : value.toString();
    }

    int intPayload(int at) {
        return Unpooled.wrappedBuffer(payload).getInt(at);
    }
}
