package io.quoin.server.http;

import io.quoin.server.grpc.Replica;
import io.quoin.server.log.Log;
import io.quoin.server.metrics.HealthCounts;
import io.quoin.statemachine.alarm.Alarm;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /livez} and {@code /readyz}: a list of checks, some of which may be left out ({@code ?exclude=name},
 * repeatable), and each of which has a path of its own. {@code ?verbose} shows those that passed; those that failed
 * are always shown.
 */
enum Probe {
    LIVE("livez", List.of(Check.SERIALIZABLE_READ)),
    READY(
            "readyz",
            List.of(Check.DATA_CORRUPTION, Check.SERIALIZABLE_READ, Check.LINEARIZABLE_READ, Check.NON_LEARNER));

    /** What is looked at. */
    enum Check {
        DATA_CORRUPTION("data_corruption"),
        SERIALIZABLE_READ("serializable_read"),
        LINEARIZABLE_READ("linearizable_read"),
        NON_LEARNER("non_learner");

        private final String text;

        Check(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        /** What stands against it, or null. */
        private String failure(Replica replica) {
            return switch (this) {
                case DATA_CORRUPTION -> replica.alarms().isRaised(Alarm.CORRUPT) ? "alarm activated: CORRUPT" : null;
                case SERIALIZABLE_READ -> ProbeRead.failure(replica, true);
                case LINEARIZABLE_READ -> ProbeRead.failure(replica, false);
                case NON_LEARNER -> null; // the only member of a cluster votes
            };
        }
    }

    private final String type;
    private final List<Check> checks;

    Probe(String type, List<Check> checks) {
        this.type = type;
        this.checks = checks;
    }

    String path() {
        return '/' + type;
    }

    String path(Check check) {
        return path() + '/' + check.text();
    }

    List<Check> checks() {
        return checks;
    }

    /** All checks that the query does not exclude. */
    Answer check(Replica replica, Query query, HealthCounts counts) {
        List<String> excluded = new ArrayList<>(query.all("exclude"));
        List<Check> chosen = new ArrayList<>();
        for (Check check : checks) {
            if (!excluded.contains(check.text())) {
                chosen.add(check);
            }
        }
        checks.forEach(check -> excluded.removeIf(check.text()::equals));
        excluded.removeIf(String::isEmpty);
        if (!excluded.isEmpty()) {
            Log.warn("some health checks cannot be excluded", "missing-health-checks", excluded);
        }
        return run(chosen, replica, query, counts);
    }

    /** That check alone; it cannot be excluded. */
    Answer check(Check only, Replica replica, Query query, HealthCounts counts) {
        return run(List.of(only), replica, query, counts);
    }

    private Answer run(List<Check> chosen, Replica replica, Query query, HealthCounts counts) {
        StringBuilder report = new StringBuilder();
        boolean passed = true;
        for (Check check : chosen) {
            String failure = check.failure(replica);
            counts.checked(new HealthCounts.Check(type, check.text()), failure == null);
            if (failure == null) {
                report.append("[+]").append(check.text()).append(" ok\n");
            } else {
                passed = false;
                report.append("[-]")
                        .append(check.text())
                        .append(" failed: ")
                        .append(failure)
                        .append('\n');
            }
        }
        if (passed) {
            return Answer.okNotSniffed(query.has("verbose") ? report + "ok\n" : "ok\n");
        }
        Log.error("Health check error", "path", path(), "reason", report.toString(), "status-code", 503);
        return Answer.error(503, report.toString());
    }
}
