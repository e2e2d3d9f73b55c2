package io.quoin.server.metrics;

import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A row of the table.
 *
 * @param name etcd's, or {@code quoin_...}
 * @param type etcd's, whatever the name suggests
 * @param help one line
 * @param source where the samples come from
 */
record Metric(String name, Type type, String help, Source source) {
    /** How a metric moves. */
    enum Type {
        COUNTER("counter"),
        GAUGE("gauge"),
        HISTOGRAM("histogram");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** Where samples come from. */
    @FunctionalInterface
    interface Source {
        void write(Snapshot snapshot, Samples samples);
    }

    /**
     * What a row may read.
     *
     * @param figures taken for this answer
     * @param measured noted since the start
     * @param process the operating system's view
     */
    record Snapshot(Figures figures, Measurements measured, ProcessFigures process) {}

    static Metric counter(String name, String help, ToLongFunction<Snapshot> value) {
        return new Metric(name, Type.COUNTER, help, single(value));
    }

    static Metric gauge(String name, String help, ToLongFunction<Snapshot> value) {
        return new Metric(name, Type.GAUGE, help, single(value));
    }

    /** Of samples with labels. */
    static Metric counters(String name, String help, Source source) {
        return new Metric(name, Type.COUNTER, help, source);
    }

    /** Of samples with labels. */
    static Metric gauges(String name, String help, Source source) {
        return new Metric(name, Type.GAUGE, help, source);
    }

    static Metric histogram(String name, String help, Function<Measurements, DurationHistogram> histogram) {
        return new Metric(
                name, Type.HISTOGRAM, help, (snapshot, samples) -> samples.add(histogram.apply(snapshot.measured())));
    }

    private static Source single(ToLongFunction<Snapshot> value) {
        return (snapshot, samples) -> samples.add(value.applyAsLong(snapshot));
    }
}
