package io.quoin.server.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** How health checks ended. Any thread; they are few. */
public final class HealthCounts {
    private final LongAdder healthy = new LongAdder();
    private final LongAdder unhealthy = new LongAdder();
    private final Map<Check, Outcomes> checks = new ConcurrentSkipListMap<>();

    /**
     * A check of an endpoint.
     *
     * @param type {@code livez} or {@code readyz}
     * @param name as in the endpoint's list
     */
    public record Check(String type, String name) implements Comparable<Check> {
        @Override
        public int compareTo(Check other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : type.compareTo(other.type);
        }
    }

    /** What one check came to. */
    static final class Outcomes {
        private final LongAdder passed = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private volatile boolean lastPassed;

        long passed() {
            return passed.sum();
        }

        long failed() {
            return failed.sum();
        }

        boolean lastPassed() {
            return lastPassed;
        }
    }

    /** {@code /health} was answered. */
    public void answered(boolean isHealthy) {
        (isHealthy ? healthy : unhealthy).increment();
    }

    /** A check ran. */
    public void checked(Check check, boolean passed) {
        Outcomes outcomes = checks.computeIfAbsent(check, c -> new Outcomes());
        outcomes.lastPassed = passed;
        (passed ? outcomes.passed : outcomes.failed).increment();
    }

    long healthy() {
        return healthy.sum();
    }

    long unhealthy() {
        return unhealthy.sum();
    }

    Map<Check, Outcomes> checks() {
        return checks;
    }
}
