package io.quoin.server.frontdoor;

import java.util.concurrent.TimeUnit;

/** The {@code grpc-timeout} header: 1 to 8 digits and a unit (gRPC over HTTP/2); errors in grpc-go's words. */
final class GrpcTimeout {
    private static final int LENGTH_MAX = 9;

    private GrpcTimeout() {}

    /**
     * The time in nanoseconds, {@link Long#MAX_VALUE} for more than fits.
     *
     * @throws IllegalArgumentException with grpc-go's text
     */
    static long parseNanos(CharSequence text) {
        int last = text.length() - 1;
        if (last < 1) {
            throw malformed("transport: timeout string is too short: ", text);
        }
        if (last >= LENGTH_MAX) {
            throw malformed("transport: timeout string is too long: ", text);
        }
        TimeUnit unit = switch (text.charAt(last)) {
            case 'H' -> TimeUnit.HOURS;
            case 'M' -> TimeUnit.MINUTES;
            case 'S' -> TimeUnit.SECONDS;
            case 'm' -> TimeUnit.MILLISECONDS;
            case 'u' -> TimeUnit.MICROSECONDS;
            case 'n' -> TimeUnit.NANOSECONDS;
            default -> throw malformed("transport: timeout unit is not recognized: ", text);
        };
        long amount = 0;
        for (int i = 0; i < last; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                String number = GoText.quoted(text.subSequence(0, last));
                throw new IllegalArgumentException("strconv.ParseUint: parsing " + number + ": invalid syntax");
            }
            amount = amount * 10 + (digit - '0');
        }
        return unit.toNanos(amount);
    }

    private static IllegalArgumentException malformed(String what, CharSequence text) {
        return new IllegalArgumentException(what + GoText.quoted(text));
    }
}
