package io.quoin.server.frontdoor;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Netty's decoder of headers with all its checks but one: it refuses every empty pseudo-header, while grpc-go serves a
 * request whose {@code :authority} is empty.
 */
final class RequestHeadersDecoder extends DefaultHttp2HeadersDecoder {
    RequestHeadersDecoder(long headerListBytesMax) {
        super(true, headerListBytesMax);
    }

    @Override
    protected Http2Headers newHeaders() {
        return new RequestHeaders(validateHeaders(), validateHeaderValues(), numberOfHeadersGuess());
    }

    private static final class RequestHeaders extends DefaultHttp2Headers {
        RequestHeaders(boolean validate, boolean validateValues, int sizeHint) {
            super(validate, validateValues, sizeHint);
        }

        @Override
        protected void validateValue(ValueValidator<CharSequence> validator, CharSequence name, CharSequence value) {
            if (!value.isEmpty() || !PseudoHeaderName.AUTHORITY.value().contentEquals(name)) {
                super.validateValue(validator, name, value);
            }
        }
    }
}
