package io.quoin.server.frontdoor;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.quoin.server.rpc.RpcStatus;
import java.util.List;
import java.util.Map;

/**
 * Whether a request's headers are those of a gRPC call: the checks of grpc-go's server transport, in its order and
 * words. What HTTP/2 itself forbids (missing pseudo-headers, connection-specific fields) was refused before.
 */
final class RequestCheck {
    /** A content subtype ("proto") is echoed up to this length. */
    static final int SUBTYPE_BYTES_MAX = 64;

    private static final AsciiString GRPC = AsciiString.cached("application/grpc");
    private static final AsciiString POST = AsciiString.cached("POST");
    private static final AsciiString GRPC_TIMEOUT = AsciiString.cached("grpc-timeout");

    private RequestCheck() {}

    /** A request that is no call: an HTTP status with a gRPC status beside it. */
    record Refusal(int httpStatus, RpcStatus status) {
        /** Whether the request at least claims to be gRPC: then its client may wait for us before it sends the rest. */
        boolean isGrpc() {
            return httpStatus != 415;
        }
    }

    /** Why the request is refused, or null. */
    static Refusal check(Http2Headers headers) {
        CharSequence authority = headers.authority();
        CharSequence host = headers.get(HttpHeaderNames.HOST);
        if (host != null) {
            List<CharSequence> hosts = headers.getAll(HttpHeaderNames.HOST);
            if (hosts.size() > 1) {
                return internal(
                        400,
                        "num values of :authority: " + (authority == null ? 0 : 1) + ", num values of host: "
                                + hosts.size() + ", both must only have 1 value as per HTTP/2 spec");
            }
        }
        CharSequence contentType = headers.get(HttpHeaderNames.CONTENT_TYPE);
        if (!isGrpc(contentType)) {
            String text = "invalid gRPC request content-type " + GoText.quoted(contentType == null ? "" : contentType);
            return new Refusal(415, new RpcStatus(RpcStatus.INVALID_ARGUMENT, text));
        }
        String malformed = malformed(headers);
        if (malformed != null) {
            return internal(400, malformed);
        }
        if (authority == null && host == null) {
            return internal(400, "no host or :authority header present");
        }
        if (!POST.contentEquals(headers.method())) {
            String method = GoText.quoted(headers.method());
            return internal(405, "Received a HEADERS frame with :method " + method + " which should be POST");
        }
        return null;
    }

    /** What is wrong with a header's value, the last that is wrong, or null. */
    private static String malformed(Http2Headers headers) {
        String malformed = null;
        for (Map.Entry<CharSequence, CharSequence> header : headers) {
            CharSequence name = header.getKey();
            CharSequence value = header.getValue();
            if (GRPC_TIMEOUT.contentEquals(name)) {
                try {
                    GrpcTimeout.parseNanos(value);
                } catch (IllegalArgumentException e) {
                    malformed = "malformed grpc-timeout: " + e.getMessage();
                }
            } else if (BinaryMetadata.isName(name)) {
                String refusal = BinaryMetadata.refusal(value);
                if (refusal != null) {
                    malformed = "malformed binary metadata " + GoText.quoted(value) + " in header "
                            + GoText.quoted(name) + ": " + refusal;
                }
            }
        }
        return malformed;
    }

    /**
     * The client's time limit in nanoseconds from now, {@link Long#MAX_VALUE} for none; for headers that were checked.
     */
    static long timeoutNanos(Http2Headers headers) {
        CharSequence timeout = headers.get(GRPC_TIMEOUT);
        return timeout == null ? Long.MAX_VALUE : GrpcTimeout.parseNanos(timeout);
    }

    /** The content subtype to be echoed, empty for none. */
    static String subtype(Http2Headers headers) {
        CharSequence contentType = headers.get(HttpHeaderNames.CONTENT_TYPE);
        int bytes = contentType == null ? 0 : contentType.length() - GRPC.length() - 1;
        if (bytes < 1 || bytes > SUBTYPE_BYTES_MAX || !isGrpc(contentType)) {
            return "";
        }
        return contentType.subSequence(GRPC.length() + 1, contentType.length()).toString();
    }

    private static boolean isGrpc(CharSequence contentType) {
        if (contentType == null || !AsciiString.of(contentType).startsWith(GRPC)) {
            return false;
        }
        if (contentType.length() == GRPC.length()) {
            return true;
        }
        char next = contentType.charAt(GRPC.length());
        return next == '+' || next == ';';
    }

    private static Refusal internal(int httpStatus, String text) {
        return new Refusal(httpStatus, new RpcStatus(RpcStatus.INTERNAL, text));
    }
}
