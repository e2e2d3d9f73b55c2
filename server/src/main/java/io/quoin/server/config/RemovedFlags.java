package io.quoin.server.config;

import static io.quoin.server.config.FlagType.UNREAD;

import io.quoin.server.config.FeatureGates.Gate;
import io.quoin.server.config.Flag.Effect;
import io.quoin.server.config.Flag.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Flags of earlier etcds that etcd 3.7 no longer knows. They are accepted with a warning, so that the manifests of
 * those versions go on working: a flag that has a successor acts as that one, which wins when both are given.
 */
final class RemovedFlags {
    private static final String EXPERIMENTAL = "experimental-";

    /** Those whose successor has the same name without the prefix. */
    private static final List<String> NO_LONGER_EXPERIMENTAL = List.of(
            "corrupt-check-time",
            "compact-hash-check-time",
            "watch-progress-notify-interval",
            "warning-apply-duration",
            "warning-unary-request-duration",
            "bootstrap-defrag-threshold-megabytes",
            "max-learners",
            "memory-mlock",
            "peer-skip-client-san-verification",
            "compaction-batch-limit",
            "compaction-sleep-interval",
            "enable-distributed-tracing",
            "distributed-tracing-address",
            "distributed-tracing-service-name",
            "distributed-tracing-instance-id",
            "distributed-tracing-sampling-rate",
            "snapshot-catchup-entries",
            "downgrade-check-time");

    /** Those that have become feature gates. */
    private static final Map<String, Gate> GATES = Map.of(
            "initial-corrupt-check", Gate.InitialCorruptCheck,
            "compact-hash-check-enabled", Gate.CompactHashCheck,
            "enable-lease-checkpoint", Gate.LeaseCheckpoint,
            "enable-lease-checkpoint-persist", Gate.LeaseCheckpointPersist,
            "set-member-localaddr", Gate.SetMemberLocalAddr,
            "stop-grpc-service-on-defrag", Gate.StopGRPCServiceOnDefrag,
            "txn-mode-write-with-shared-buffer", Gate.TxnModeWriteWithSharedBuffer);

    private RemovedFlags() {}

    /** The rows, made from those of the successors. */
    static List<Flag<?>> rows(List<Flag<?>> successors) {
        List<Flag<?>> rows = new ArrayList<>();
        for (Flag<?> successor : successors) {
            if (NO_LONGER_EXPERIMENTAL.contains(successor.name())) {
                rows.add(renamed(successor));
            }
        }
        GATES.forEach((name, gate) -> rows.add(gated(name, gate)));
        Rows gone = new Rows(Group.REMOVED);
        gone.never("enable-v2", UNREAD, "", "The v2 API is gone.");
        gone.never(EXPERIMENTAL + "enable-v2v3", FlagType.TEXT, "", "The v2 API is gone.");
        gone.never(EXPERIMENTAL + "wait-cluster-ready-timeout", FlagType.TEXT, "", "Serving begins when it can.");
        for (String name : List.of(
                "discovery",
                "discovery-proxy",
                "proxy",
                "proxy-failure-wait",
                "proxy-refresh-interval",
                "proxy-dial-timeout",
                "proxy-write-timeout",
                "proxy-read-timeout")) {
            gone.never(name, FlagType.TEXT, "", "The v2 discovery and proxy are gone.");
        }
        rows.addAll(gone.list());
        return rows;
    }

    private static <T> Flag<T> renamed(Flag<T> successor) {
        return new Flag<>(
                Group.REMOVED,
                EXPERIMENTAL + successor.name(),
                successor.type(),
                successor.defaultText(),
                Effect.RENAMED,
                successor.setter(),
                "--" + successor.name());
    }

    private static Flag<Boolean> gated(String name, Gate gate) {
        return new Flag<>(
                Group.REMOVED,
                EXPERIMENTAL + name,
                FlagType.BOOLEAN,
                "",
                Effect.RENAMED,
                (o, v) -> o.featureGates = new FeatureGates(Map.of(gate, v)).over(o.featureGates),
                "--feature-gates=" + gate + "=true");
    }
}
