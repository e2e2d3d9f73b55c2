package io.quoin.server.metrics;

import java.math.BigDecimal;

/**
 * Writes metrics in Prometheus' text format, version 0.0.4. Labels are given in alphabetical order, as Go prints
 * them.
 */
final class Samples {
    private final StringBuilder out;
    private String name;

    Samples(StringBuilder out) {
        this.out = out;
    }

    /** Begins a metric, whose samples follow. */
    void begin(Metric metric) {
        name = metric.name();
        out.append("# HELP ").append(name).append(' ').append(metric.help()).append('\n');
        out.append("# TYPE ")
                .append(name)
                .append(' ')
                .append(metric.type().text())
                .append('\n');
    }

    /** A whole number; labels are name, value, name, value, ... */
    void add(long value, String... labels) {
        line("", labels).append(value).append('\n');
    }

    /** Any number. */
    void add(double value) {
        line("").append(plain(value)).append('\n');
    }

    /** Buckets, each with all below it, then sum and count. */
    void add(DurationHistogram histogram) {
        long below = 0;
        for (int i = 0; i < histogram.buckets(); i++) {
            below += histogram.count(i);
            line("_bucket", "le", plain(histogram.boundSeconds(i)))
                    .append(below)
                    .append('\n');
        }
        long all = below + histogram.count(histogram.buckets());
        line("_bucket", "le", "+Inf").append(all).append('\n');
        line("_sum").append(plain(histogram.sumSeconds())).append('\n');
        line("_count").append(all).append('\n');
    }

    private StringBuilder line(String suffix, String... labels) {
        out.append(name).append(suffix);
        for (int i = 0; i < labels.length; i += 2) {
            out.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            escape(labels[i + 1]);
            out.append('"');
        }
        return out.append(labels.length > 0 ? "} " : " ");
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                default -> out.append(c);
            }
        }
    }

    private static String plain(double value) {
        return value == 0
                ? "0"
                : new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
}
