package io.quoin.simulator;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;

/** Reports in words. */
public final class Reports {
    private static final double NANOS_PER_SECOND = 1e9;

    private Reports() {}

    /** What many runs came to together. Speed is measured by whoever has a clock. */
    public static final class Summary {
        private long runs;
        private long simulatedNanos;
        private long events;
        private long lives;
        private long acknowledged;
        private long unknown;
        private long refused;
        private long refusedToStart;

        public void add(Report report) {
            runs++;
            simulatedNanos += report.simulatedNanos();
            events += report.events();
            lives += report.lives();
            acknowledged += report.acknowledged();
            unknown += report.unknown();
            refused += report.refused();
            refusedToStart += report.refusal() == null ? 0 : 1;
        }

        /** One line for people, with the speed of the simulation. */
        public String text(long elapsedNanos) {
            double seconds = elapsedNanos / NANOS_PER_SECOND;
            return String.format(
                    Locale.ROOT,
                    "%d seeds passed in %.1f s: %.0f simulated seconds per second, %.0f events per second; %d lives, "
                            + "%d commands acknowledged, %d of unknown outcome, %d refused; %d runs ended at a log or "
                            + "engine that was refused for a flipped bit",
                    runs,
                    seconds,
                    simulatedNanos / NANOS_PER_SECOND / seconds,
                    events / seconds,
                    lives,
                    acknowledged,
                    unknown,
                    refused,
                    refusedToStart);
        }
    }

    /** What a run came to, in a line. */
    public static String outcome(Report report) {
        return String.format(
                Locale.ROOT,
                "seed %d %s: %.3f simulated seconds, %d events, %d lives, %d acknowledged, %d unknown, %d refused, digest %016x%s",
                report.seed(),
                report.passed() ? "passed" : "FAILED",
                report.simulatedNanos() / NANOS_PER_SECOND,
                report.events(),
                report.lives(),
                report.acknowledged(),
                report.unknown(),
                report.refused(),
                report.digest(),
                report.passed() ? "" : "\n" + report.failure());
    }

    /** The last lines of a failed run, what was violated, and the one command that replays it. */
    public static String failure(Report report) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        report.lastLines().forEach(out::println);
        report.failure().printStackTrace(out);
        out.println(outcome(report));
        out.println("replay: ./simulate --seed " + report.seed());
        return text.toString();
    }

    /** A row of the mutant table. */
    public static String mutantRow(String name, Report found) {
        return String.format(
                Locale.ROOT,
                "| %-30s | %-9s | %s |",
                name,
                found == null ? "NOT FOUND" : "seed " + found.seed(),
                found == null
                        ? ""
                        : found.failure().toString().lines().findFirst().orElse(""));
    }
}
