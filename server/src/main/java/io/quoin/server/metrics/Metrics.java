package io.quoin.server.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** Writes the table with its present values. Any thread that may wait for small files: not an event loop. */
public final class Metrics {
    /** Of the text. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

    private static final int TEXT_CHARS = 128 << 10;

    private final Measurements measured;
    private final Supplier<Figures> figures;

    /** Of one member behind its door. */
    public Metrics(Measurements measured, Supplier<Figures> figures) {
        this.measured = measured;
        this.figures = figures;
    }

    /** Health checks. */
    public HealthCounts health() {
        return measured.health();
    }

    /** The table, by name. A metric without a sample is left out, as in Go's client. */
    public String text() {
        var snapshot = new Metric.Snapshot(figures.get(), measured, ProcessFigures.now());
        StringBuilder text = new StringBuilder(TEXT_CHARS);
        Samples samples = new Samples(text);
        for (Metric metric : table()) {
            int start = text.length();
            samples.begin(metric);
            int empty = text.length();
            metric.source().write(snapshot, samples);
            if (text.length() == empty) {
                text.setLength(start);
            }
        }
        return text.toString();
    }

    static List<Metric> table() {
        List<Metric> rows = new ArrayList<>(MetricTable.ROWS);
        rows.sort(Comparator.comparing(Metric::name));
        return rows;
    }
}
