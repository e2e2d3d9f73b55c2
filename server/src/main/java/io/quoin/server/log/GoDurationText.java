package io.quoin.server.log;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as Go prints them: {@code 1h2m3.5s}, {@code 11.95748ms}, {@code 710.536µs}, {@code 0s}. */
final class GoDurationText {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private GoDurationText() {}

    static String of(Duration duration) {
        if (duration.isNegative()) {
            return "-" + of(duration.negated());
        }
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        if (nanos < MICRO) {
            return nanos + "ns";
        }
        if (nanos < SECOND) {
            return nanos < MILLI ? in(nanos, 3) + "\u00b5s" : in(nanos, 6) + "ms";
        }
        long minutes = duration.toMinutes();
        String seconds = in(nanos - minutes * 60 * SECOND, 9) + "s";
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60 ? minutes + "m" + seconds : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }

    private static String in(long nanos, int decimals) {
        BigDecimal number = BigDecimal.valueOf(nanos, decimals).stripTrailingZeros();
        return number.toPlainString();
    }
}
