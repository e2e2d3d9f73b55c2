package io.quoin.server.config;

import static io.quoin.server.config.FlagType.BOOLEAN;
import static io.quoin.server.config.FlagType.DURATION;
import static io.quoin.server.config.FlagType.INTEGER;
import static io.quoin.server.config.FlagType.TEXT;
import static io.quoin.server.config.FlagType.UNSIGNED;
import static io.quoin.server.config.FlagType.URLS;
import static io.quoin.server.config.FlagType.WORDS;

import io.quoin.server.config.Flag.Group;
import java.util.ArrayList;
import java.util.List;

/** The rows of the table that concern running a member: what it tells, what it checks, and what is dangerous. */
final class OperationFlags {
    private OperationFlags() {}

    static List<Flag<?>> rows() {
        List<Flag<?>> rows = new ArrayList<>();
        rows.addAll(monitoring());
        rows.addAll(logging());
        rows.addAll(tracing());
        rows.addAll(features());
        rows.addAll(unsafe());
        return rows;
    }

    private static List<Flag<?>> monitoring() {
        return new Rows(Group.MONITORING)
                .later("enable-pprof", BOOLEAN, "false", "Offer profiles of the runtime over HTTP.")
                .later("metrics", TEXT, "basic", "basic, or extensive for histograms of each call.")
                .now(
                        "listen-metrics-urls",
                        URLS,
                        "",
                        (o, v) -> o.listenMetricsUrls = v,
                        "Where to listen for requests of metrics and health only.")
                .list();
    }

    private static List<Flag<?>> logging() {
        return new Rows(Group.LOGGING)
                .now("logger", TEXT, "zap", (o, v) -> o.logger = v, "zap, which means lines as etcd writes them.")
                .now(
                        "log-outputs",
                        WORDS,
                        "default",
                        (o, v) -> o.logOutputs = v,
                        "Where log lines go: default, stderr, stdout or files.")
                .now(
                        "log-level",
                        FlagType.LEVEL,
                        "info",
                        (o, v) -> o.logLevel = v,
                        "Least level that is logged: debug, info, warn, error, panic or fatal.")
                .now("log-format", TEXT, "json", (o, v) -> o.logFormat = v, "How log lines look: json or console.")
                .now(
                        "enable-log-rotation",
                        BOOLEAN,
                        "false",
                        (o, v) -> o.logRotation = v,
                        "Rotate the one file that the log goes to.")
                .now(
                        "log-rotation-config-json",
                        TEXT,
                        "{\"maxsize\": 100, \"maxage\": 0, \"maxbackups\": 0, \"localtime\": false, \"compress\": false}",
                        (o, v) -> o.logRotationJson = v,
                        "When to rotate (MB) and which old files to keep (days, count; 0 for all).")
                .now(
                        "warning-unary-request-duration",
                        DURATION,
                        "300ms",
                        (o, v) -> o.slowRequest = v,
                        "Log calls that take longer.")
                .list();
    }

    private static List<Flag<?>> tracing() {
        return new Rows(Group.TRACING)
                .later("enable-distributed-tracing", BOOLEAN, "false", (o, v) -> o.tracing = v, "Send traces.")
                .later("distributed-tracing-address", TEXT, "localhost:4317", "Where traces are sent to.")
                .later("distributed-tracing-service-name", TEXT, "etcd", "Name of the service in traces.")
                .later("distributed-tracing-instance-id", TEXT, "", "Name of this member in traces.")
                .later(
                        "distributed-tracing-sampling-rate",
                        INTEGER,
                        "0",
                        (o, v) -> o.tracingRate = v,
                        "Traces sent of a million.")
                .list();
    }

    private static List<Flag<?>> features() {
        return new Rows(Group.FEATURES)
                .later("corrupt-check-time", DURATION, "0s", "Time between two comparisons of all members.")
                .later(
                        "compact-hash-check-time",
                        DURATION,
                        "1m",
                        (o, v) -> o.compactHashCheck = v,
                        "Time between two comparisons of what was compacted.")
                .later("compaction-batch-limit", INTEGER, "1000", "Revisions removed at a time.")
                .later("peer-skip-client-san-verification", BOOLEAN, "false", "Do not check the names of peers.")
                .later("watch-progress-notify-interval", DURATION, "10m", "Time between two notices of progress.")
                .later("warning-apply-duration", DURATION, "100ms", "Log requests that take longer to apply.")
                .later(
                        "bootstrap-defrag-threshold-megabytes",
                        UNSIGNED,
                        "0",
                        "Defragment at the start if it frees this.")
                .later("max-learners", INTEGER, "1", "Most learners of the cluster.")
                .later("compaction-sleep-interval", DURATION, "0s", "Pause between two batches; 0 is 10ms.")
                .later("downgrade-check-time", DURATION, "5s", "Time between two looks at a downgrade.")
                .later("snapshot-catchup-entries", UNSIGNED, "5000", "Entries kept for followers that are slow.")
                .list();
    }

    private static List<Flag<?>> unsafe() {
        return new Rows(Group.UNSAFE)
                .later("force-new-cluster", BOOLEAN, "false", "Make a cluster of one out of this member.")
                .now(
                        "unsafe-no-fsync",
                        BOOLEAN,
                        "false",
                        (o, v) -> o.noFsync = v,
                        "Force nothing to disk: data WILL be lost.")
                .list();
    }
}
