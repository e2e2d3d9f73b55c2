package io.quoin.server.frontdoor;

import io.netty.handler.codec.http2.Http2CodecUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * {@code grpc-message}: UTF-8, percent-encoded but for printable ASCII other than the percent sign (gRPC over HTTP/2).
 */
final class StatusText {
    /** An encoded text is cut here, between characters: a header block must fit into one frame. */
    static final int BYTES_MAX = Http2CodecUtil.MAX_FRAME_SIZE_LOWER_BOUND / 2;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private StatusText() {}

    static byte[] percentEncoded(String text) {
        if (text.length() <= BYTES_MAX && text.chars().allMatch(StatusText::isPlain)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(text.length() * 2);
        int position = 0;
        while (position < text.length()) {
            int character = text.codePointAt(position);
            position += Character.charCount(character);
            byte[] utf8 = new String(Character.toChars(character)).getBytes(StandardCharsets.UTF_8);
            int size = isPlain(character) ? 1 : 3 * utf8.length;
            if (encoded.size() + size > BYTES_MAX) {
                break;
            }
            for (byte b : utf8) {
                if (isPlain(character)) {
                    encoded.write(b);
                } else {
                    encoded.write('%');
                    encoded.write(HEX[(b >> 4) & 15]);
                    encoded.write(HEX[b & 15]);
                }
            }
        }
        return encoded.toByteArray();
    }

    private static boolean isPlain(int character) {
        return character >= ' ' && character <= '~' && character != '%';
    }
}
