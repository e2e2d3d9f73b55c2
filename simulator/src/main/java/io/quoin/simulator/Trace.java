package io.quoin.simulator;

import java.util.ArrayDeque;
import java.util.List;

/**
 * What happened, as a digest over everything and the last lines in words. Two runs of a seed must have equal digests.
 */
public final class Trace {
    private static final int LINES_KEPT = 200;

    private final boolean printing;
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private long digest = 0xCBF29CE484222325L;
    private long count;

    Trace(boolean printing) {
        this.printing = printing;
    }

    void add(long nowNanos, String format, Object... arguments) {
        String line = String.format("%,15d µs  ", nowNanos / 1_000) + String.format(format, arguments);
        for (int i = 0; i < line.length(); i++) {
            digest = (digest ^ line.charAt(i)) * 0x100000001B3L;
        }
        count++;
        if (printing) {
            System.out.println(line);
        }
        if (lines.size() == LINES_KEPT) {
            lines.remove();
        }
        lines.add(line);
    }

    /** Changes with every line that was ever added. */
    long digest() {
        return digest ^ count;
    }

    List<String> lastLines() {
        return List.copyOf(lines);
    }
}
