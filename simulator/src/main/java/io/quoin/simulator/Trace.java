package io.quoin.simulator;

import java.util.ArrayDeque;
import java.util.List;

/**
 * What happened, as a digest over everything and the last lines in words. Two runs of a seed must have equal digests.
 * Words are made only of the lines that somebody reads.
 */
public final class Trace {
    private static final int LINES_KEPT = 200;

    /** A line that can become words; the arguments are numbers and strings. */
    @SuppressWarnings("ArrayRecordComponent") // formatted, never compared
    private record Line(long nowNanos, String format, Object[] arguments) {
        String text() {
            return String.format("%,15d µs  ", nowNanos / 1_000) + String.format(format, arguments);
        }
    }

    private final boolean printing;
    private final ArrayDeque<Line> lines = new ArrayDeque<>();
    private long digest = 0xCBF29CE484222325L;
    private long count;

    Trace(boolean printing) {
        this.printing = printing;
    }

    void add(long nowNanos, String format, Object... arguments) {
        mix(nowNanos);
        mix(format.hashCode());
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Number number) {
                mix(number.longValue());
            } else {
                arguments[i] = String.valueOf(arguments[i]); // as it is now: it may change later
                mix(arguments[i].hashCode());
            }
        }
        count++;
        Line line = new Line(nowNanos, format, arguments);
        if (printing) {
            System.out.println(line.text());
        }
        if (lines.size() == LINES_KEPT) {
            lines.remove();
        }
        lines.add(line);
    }

    private void mix(long value) {
        digest = (digest ^ value) * 0x9E3779B97F4A7C15L;
        digest ^= digest >>> 32;
    }

    /** Changes with every line that was ever added. */
    long digest() {
        return digest ^ count;
    }

    List<String> lastLines() {
        return lines.stream().map(Line::text).toList();
    }
}
