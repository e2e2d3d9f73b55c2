package io.quoin.server.frontdoor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.quoin.server.rpc.RpcStatus;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is written by hand is what Netty's HPACK decoder reads, whatever came before it on the connection. */
class HeaderBlocksTest {
    private static final RpcStatus REFUSED = new RpcStatus(RpcStatus.OUT_OF_RANGE, "etcdserver: 100% compacted");

    private final HeaderBlocks blocks = new HeaderBlocks();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true);

    @Test
    void theSecondGoodAnswerOfAConnectionTakesThreeBytes() throws Http2Exception {
        for (int answer = 0; answer < 3; answer++) {
            ByteBuf headers = Unpooled.buffer();
            blocks.writeHeaders(headers, "");
            ByteBuf trailers = Unpooled.buffer();
            blocks.writeTrailers(trailers, RpcStatus.OK);
            int bytes = headers.readableBytes() + trailers.readableBytes();
            assertTrue(answer == 0 || bytes == 3, bytes + " bytes");

            assertEquals("application/grpc", text(decoder.decodeHeaders(1, headers), "content-type"));
            assertEquals("0", text(decoder.decodeHeaders(1, trailers), "grpc-status"));
        }
    }

    @Test
    void anySequenceOfBlocksIsDecodedAlsoWhenTheTableShrinks() throws Http2Exception {
        SplittableRandom random = new SplittableRandom(7);
        for (int connection = 0; connection < 200; connection++) {
            HeaderBlocks writer = new HeaderBlocks();
            DefaultHttp2HeadersDecoder reader = new DefaultHttp2HeadersDecoder(true);
            for (int i = 0; i < 20; i++) {
                if (random.nextInt(10) == 0) {
                    int tableBytes = random.nextInt(8192);
                    writer.tableBytes(tableBytes);
                    reader.configuration().maxHeaderTableSize(Math.max(tableBytes, 0));
                }
                check(random.nextInt(4), writer, reader);
            }
        }
    }

    private static void check(int kind, HeaderBlocks writer, DefaultHttp2HeadersDecoder reader) throws Http2Exception {
        ByteBuf out = Unpooled.buffer();
        switch (kind) {
            case 0 -> writer.writeHeaders(out, "proto");
            case 1 -> writer.writeTrailers(out, RpcStatus.OK);
            case 2 -> writer.writeTrailersOnly(out, 415, "", REFUSED);
            default -> writer.writeHeaders(out, "");
        }
        Http2Headers headers = reader.decodeHeaders(1, out);
        switch (kind) {
            case 0 -> assertEquals("application/grpc+proto", text(headers, "content-type"));
            case 1 -> assertEquals("0", text(headers, "grpc-status"));
            case 2 -> {
                assertEquals("415", text(headers, ":status"));
                assertEquals("11", text(headers, "grpc-status"));
                assertEquals("etcdserver: 100%25 compacted", text(headers, "grpc-message"));
            }
            default -> assertEquals("200", text(headers, ":status"));
        }
    }

    @Test
    void anEndlessTextIsCutBetweenCharactersAndFitsAFrame() throws Http2Exception {
        ByteBuf out = Unpooled.buffer();
        RpcStatus status = new RpcStatus(RpcStatus.UNKNOWN, "\u00e4".repeat(100_000));
        blocks.writeTrailersOnly(out, 200, "x".repeat(RequestCheck.SUBTYPE_BYTES_MAX), status);
        assertTrue(out.readableBytes() <= HeaderBlocks.bytesMax(status), out.readableBytes() + " bytes");

        String message = text(new DefaultHttp2HeadersDecoder(true, 1 << 20).decodeHeaders(1, out), "grpc-message");

        assertEquals(0, message.length() % "%C3%A4".length());
    }

    private static String text(Http2Headers headers, String name) {
        return String.valueOf(headers.get(name));
    }
}
