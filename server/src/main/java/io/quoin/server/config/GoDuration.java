package io.quoin.server.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in Go's notation: {@code 1h2m3.5s}, {@code 300ms}, {@code 1µs}, {@code -1s}, {@code 0}. */
final class GoDuration {
    private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)");

    private GoDuration() {}

    /**
     * Reads a duration; what is below a nanosecond is cut.
     *
     * @throws IllegalArgumentException with the reason in the words of Go's {@code time.ParseDuration}
     */
    static Duration parse(String text) {
        boolean negative = text.startsWith("-");
        String body = negative || text.startsWith("+") ? text.substring(1) : text;
        if (body.equals("0")) {
            return Duration.ZERO;
        }
        Matcher part = PART.matcher(body);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (end < body.length() && part.find(end) && part.start() == end) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanosOf(part.group(2)))));
            end = part.end();
        }
        if (body.isEmpty() || end < body.length()) {
            throw new IllegalArgumentException(reason(text, body.substring(end)));
        }
        try {
            return Duration.ofNanos(
                    (negative ? nanos.negate() : nanos).toBigInteger().longValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("time: invalid duration " + GoText.quoted(text), e);
        }
    }

    private static String reason(String text, String rest) {
        Matcher number = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)([^\\d.]*)").matcher(rest);
        String what = "invalid duration ";
        if (number.lookingAt()) {
            String unit = number.group(2);
            what = unit.isEmpty()
                    ? "missing unit in duration "
                    : "unknown unit " + GoText.quoted(unit) + " in duration ";
        }
        return "time: " + what + GoText.quoted(text);
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 1_000;
        };
    }
}
