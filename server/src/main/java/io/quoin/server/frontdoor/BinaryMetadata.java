package io.quoin.server.frontdoor;

/**
 * Whether the value of a {@code -bin} header is base64, as grpc-go decodes it: padded if its length is a multiple of
 * four, unpadded otherwise.
 */
final class BinaryMetadata {
    private static final String SUFFIX = "-bin";
    private static final int VALID = -1;
    private static final char PAD = '=';

    private BinaryMetadata() {}

    static boolean isName(CharSequence name) {
        int from = name.length() - SUFFIX.length();
        return from >= 0
                && name.charAt(name.length() - 1) == 'n' // most names are told apart by this alone
                && SUFFIX.contentEquals(name.subSequence(from, name.length()));
    }

    /** Why it is none, in Go's words, or null. */
    static String refusal(CharSequence value) {
        int at = firstIllegal(value, value.length() % 4 == 0);
        return at == VALID ? null : "illegal base64 data at input byte " + at;
    }

    private static int firstIllegal(CharSequence value, boolean padded) {
        for (int at = 0; at < value.length(); at++) {
            if (isDigit(value.charAt(at))) {
                continue;
            }
            return padded && value.charAt(at) == PAD ? afterDigits(value, at) : at;
        }
        boolean oneLeft = value.length() % 4 == 1;
        return oneLeft ? value.length() - 1 : VALID;
    }

    /** One or two pads end the last group of four; the first stands at that place. */
    private static int afterDigits(CharSequence value, int pad) {
        int end = pad + 1;
        switch (pad % 4) {
            case 0, 1 -> {
                return pad;
            }
            case 2 -> {
                if (end == value.length() || value.charAt(end) != PAD) {
                    return end == value.length() ? end : pad;
                }
                end++;
            }
            default -> {}
        }
        return end < value.length() ? end : VALID;
    }

    private static boolean isDigit(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/';
    }
}
