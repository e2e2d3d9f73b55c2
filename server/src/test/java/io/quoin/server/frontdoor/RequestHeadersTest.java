package io.quoin.server.frontdoor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.quoin.server.frontdoor.Wire.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a request's headers may be, and how a call that is none is refused: grpc-go's codes, texts and order. */
class RequestHeadersTest {
    private static final byte[] HELLO = Frame.message("hello".getBytes(StandardCharsets.UTF_8));

    private final TestMethods methods = new TestMethods();

    @Test
    void anUnknownMethodOrServiceIsUnimplementedInGrpcGosWords() {
        assertRefused(200, "12: unknown method Nope for service test.Echo", "/test.Echo/Nope");
        assertRefused(200, "12: unknown service nope.Nope", "/nope.Nope/Range");
        assertRefused(200, "12: unknown service a/b", "/a/b/c");
        assertRefused(200, "12: malformed method name: \"Range\"", "Range");
        assertRefused(200, "12: malformed method name: \"/Range\"", "/Range");
        assertRefused(200, "12: malformed method name: \"test.Echo/Unary\"", "test.Echo/Unary");
        assertRefused(200, "12: unknown service ", "//");
    }

    @Test
    void aRequestThatIsNotGrpcIsRefusedWithAnHttpStatus() {
        String path = "/test.Echo/Unary";
        assertRefused(
                405, "13: Received a HEADERS frame with :method \"GET\" which should be POST", path, ":method", "GET");
        assertRefused(400, "13: no host or :authority header present", path, ":authority", null);
        assertRefused(
                400,
                "13: num values of :authority: 1, num values of host: 2, "
                        + "both must only have 1 value as per HTTP/2 spec",
                path,
                "host",
                "a",
                "host",
                "b");
    }

    @Test
    void anEmptyAuthorityIsOneAsForGrpcGo() {
        assertAuthority("", ":authority", "");
        assertAuthority("", ":authority", "", "host", "other");
        assertAuthority("other", ":authority", null, "host", "other");
        assertAuthority("", ":authority", null, "host", "");
    }

    @Test
    void whatElseHttp2ForbidsOfPseudoHeadersIsForbidden() {
        for (String name : new String[] {":path", ":method", ":scheme"}) {
            assertProtocolError(name, "");
            assertProtocolError(name, null);
            assertProtocolError(":authority", "", name, "");
        }
        assertProtocolError(":x", "");
        assertProtocolError(":status", "");
        assertProtocolError(":authority", "", ":authority", "");
        assertProtocolError(":authority", "", ":authority", "a");
        assertProtocolError(":authority", "a", ":authority", "");
    }

    @Test
    void aRequestOfAnotherContentTypeIsRefusedWith415WhenAllOfItHasCome() {
        for (String type : new String[] {"", "text/html", "application/grpcx"}) {
            try (Wire wire = Wire.open(methods)) {
                wire.send(Frame.call(1, false, "/test.Echo/Unary", "content-type", type.isEmpty() ? null : type));
                assertEquals("open", wire.answer(1).status());

                Answer answer = wire.send(Frame.data(1, true, HELLO)).answer(1);

                assertEquals("3: invalid gRPC request content-type \"" + type + "\"", answer.status());
                assertEquals("415", answer.headers().header(":status"));
                assertEquals(-1, answer.reset());
            }
        }
    }

    @Test
    void aMalformedTimeoutIsRefusedInGrpcGosWords() {
        assertTimeoutRefused("", "transport: timeout string is too short: \"\"");
        assertTimeoutRefused("S", "transport: timeout string is too short: \"S\"");
        assertTimeoutRefused("123456789S", "transport: timeout string is too long: \"123456789S\"");
        assertTimeoutRefused("1x", "transport: timeout unit is not recognized: \"1x\"");
        assertTimeoutRefused("-1S", "strconv.ParseUint: parsing \"-1\": invalid syntax");
    }

    @Test
    void allUnitsOfATimeoutAreUnderstood() {
        assertEquals(TimeUnit.HOURS.toNanos(2), GrpcTimeout.parseNanos("2H"));
        assertEquals(TimeUnit.MINUTES.toNanos(3), GrpcTimeout.parseNanos("3M"));
        assertEquals(TimeUnit.SECONDS.toNanos(4), GrpcTimeout.parseNanos("4S"));
        assertEquals(TimeUnit.MILLISECONDS.toNanos(5), GrpcTimeout.parseNanos("5m"));
        assertEquals(6_000, GrpcTimeout.parseNanos("6u"));
        assertEquals(99_999_999, GrpcTimeout.parseNanos("99999999n"));
        assertEquals(Long.MAX_VALUE, GrpcTimeout.parseNanos("99999999H"), "clamped");
    }

    @Test
    void aCallThatIsLateOrBecomesLateEndsWithDeadlineExceededAndItsHandlerSeesIt() {
        assertRefused(200, "4: context deadline exceeded", "/test.Echo/Unary", "grpc-timeout", "0S");
        try (Wire wire = Wire.open(methods)) {
            wire.channel.freezeTime();
            wire.send(Frame.call(1, false, "/test.Echo/Hold", "grpc-timeout", "100m"), Frame.data(1, true, HELLO));
            wire.channel.advanceTimeBy(99, TimeUnit.MILLISECONDS);
            wire.channel.runScheduledPendingTasks();
            assertEquals("open", wire.answer(1).status());

            wire.channel.advanceTimeBy(2, TimeUnit.MILLISECONDS);
            wire.channel.runScheduledPendingTasks();

            assertEquals("4: context deadline exceeded", wire.answer(1).status());
            assertTrue(methods.held.element().isCancelled());
            assertEquals("[cancelled]", methods.events.toString());
        }
    }

    @Test
    void statusTextsArePercentEncodedUtf8() {
        try (Wire wire = Wire.open(methods)) {
            byte[] text = "50% of \u00e4 \ud83d\ude00\n".getBytes(StandardCharsets.UTF_8);
            wire.send(Frame.call(1, false, "/test.Echo/Refuse"), Frame.data(1, true, Frame.message(text)));

            assertEquals("9: 50%25 of %C3%A4 %F0%9F%98%80%0A", wire.answer(1).status());
        }
    }

    @Test
    void anErrorWithoutMessagesIsTrailersOnly() {
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Refuse"), Frame.data(1, true, HELLO));

            Answer answer = wire.answer(1);

            assertEquals(answer.headers(), answer.trailers(), "one HEADERS frame");
            assertEquals("200", answer.headers().header(":status"));
            assertEquals("application/grpc", answer.headers().header("content-type"));
            assertEquals("9: hello", answer.status());
        }
    }

    @Test
    void aHandlerThatThrowsEndsItsCallOnly() {
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Throw"), Frame.data(1, true, HELLO));
            wire.send(Frame.call(3, false, "/test.Echo/Unary"), Frame.data(3, true, HELLO));

            var frames = wire.frames();

            assertEquals("2: internal error", Answer.of(frames, 1).status());
            assertEquals("0", Answer.of(frames, 3).status());
        }
    }

    @Test
    void metadataIsReadByNameAndTheContentSubtypeEchoed() {
        try (Wire wire = Wire.open(methods)) {
            wire.send(
                    Frame.call(
                            1,
                            false,
                            "/test.Echo/Metadata",
                            "token",
                            "abc.1",
                            "content-type",
                            "application/grpc+proto"),
                    Frame.data(1, true, Frame.message("token".getBytes(StandardCharsets.UTF_8))));

            Answer answer = wire.answer(1);

            assertEquals("application/grpc+proto", answer.headers().header("content-type"));
            assertEquals("abc.1", new String(answer.data(), 5, 5, StandardCharsets.UTF_8));
        }
    }

    @Test
    void oversizedHeadersAreRefusedAndTheConnectionGoesOn() {
        try (Wire wire = Wire.open(methods)) {
            var headers =
                    new DefaultHttp2Headers(false).method("POST").scheme("http").path("/test.Echo/Unary");
            byte[] large = Frame.headers(1, true, headers.add("large", "x".repeat(70_000)));
            wire.send(cutIntoContinuations(large));

            Answer answer = wire.answer(1);

            assertEquals("431", answer.headers().header(":status"));
            wire.send(Frame.call(3, false, "/test.Echo/Unary"), Frame.data(3, true, HELLO));
            assertEquals("0", wire.answer(3).status());
        }
    }

    private static byte[] cutIntoContinuations(byte[] headersFrame) {
        int size = 16384;
        byte[] result = new byte[0];
        for (int at = 9; at < headersFrame.length; at += size) {
            byte[] part = Arrays.copyOfRange(headersFrame, at, Math.min(at + size, headersFrame.length));
            int flags = (at == 9 ? Frame.END_STREAM : 0) | (at + size >= headersFrame.length ? Frame.END_HEADERS : 0);
            result = Frame.join(result, Frame.of(at == 9 ? Frame.HEADERS : 9, flags, 1, part));
        }
        return result;
    }

    private void assertAuthority(String authority, String... headers) {
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Hold", headers), Frame.data(1, true, HELLO));
            assertEquals("open", wire.answer(1).status());
            assertEquals(authority, methods.held.remove().authority());
        }
    }

    private void assertProtocolError(String... headers) {
        try (Wire wire = Wire.open(methods)) {
            Answer answer =
                    wire.send(Frame.call(1, false, "/test.Echo/Unary", headers)).answer(1);
            assertEquals(Http2Error.PROTOCOL_ERROR.code(), answer.reset());
            assertNull(answer.headers());
        }
    }

    private void assertTimeoutRefused(String timeout, String text) {
        assertRefused(400, "13: malformed grpc-timeout: " + text, "/test.Echo/Unary", "grpc-timeout", timeout);
    }

    private void assertRefused(int httpStatus, String status, String path, String... headers) {
        try (Wire wire = Wire.open(methods)) {
            Answer answer = wire.send(Frame.call(1, false, path, headers)).answer(1);
            assertEquals(status, answer.status());
            assertEquals(Integer.toString(httpStatus), answer.headers().header(":status"));
            assertEquals("application/grpc", answer.headers().header("content-type"));
            assertEquals(0, answer.reset(), "an unfinished request is reset with NO_ERROR");
            assertNull(methods.held.peek());
        }
    }
}
