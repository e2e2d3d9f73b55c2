package io.quoin.server.metrics;

import io.quoin.api.etcdserverpb.AlarmType;
import io.quoin.server.frontdoor.CallTotals.ClientTotals;
import io.quoin.server.frontdoor.CallTotals.MethodTotals;
import io.quoin.server.metrics.Metric.Snapshot;
import io.quoin.server.rpc.Method;
import io.quoin.statemachine.alarm.Alarm;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The sources of metrics that have more than one sample. */
final class LabelledSamples {
    /** As grpc-go names them, by number. */
    private static final List<String> STATUS_CODES = List.of(
            "OK",
            "Canceled",
            "Unknown",
            "InvalidArgument",
            "DeadlineExceeded",
            "NotFound",
            "AlreadyExists",
            "PermissionDenied",
            "ResourceExhausted",
            "FailedPrecondition",
            "Aborted",
            "OutOfRange",
            "Unimplemented",
            "Internal",
            "Unavailable",
            "DataLoss",
            "Unauthenticated");

    private LabelledSamples() {}

    static void alarms(Snapshot snapshot, Samples out) {
        for (Alarm alarm : snapshot.figures().member().damage().alarms().all()) {
            AlarmType type = AlarmType.forNumber(alarm.type());
            out.add(
                    1,
                    "alarm_type",
                    type == null ? Integer.toString(alarm.type()) : type.name(),
                    "server_id",
                    Long.toHexString(alarm.memberId()));
        }
    }

    static void clientRequests(Snapshot snapshot, Samples out) {
        for (ClientTotals client : snapshot.figures().calls().clients()) {
            addSeen(client.stream(), client.version(), "stream", out);
            addSeen(client.unary(), client.version(), "unary", out);
        }
    }

    private static void addSeen(long count, String version, String type, Samples out) {
        if (count > 0) {
            out.add(count, "client_api_version", version, "type", type);
        }
    }

    static void callsStarted(Snapshot snapshot, Samples out) {
        perMethod(snapshot, MethodTotals::started, out);
    }

    static void messagesReceived(Snapshot snapshot, Samples out) {
        perMethod(snapshot, MethodTotals::received, out);
    }

    static void messagesSent(Snapshot snapshot, Samples out) {
        perMethod(snapshot, MethodTotals::sent, out);
    }

    private static void perMethod(Snapshot snapshot, ToLongFunction<MethodTotals> count, Samples out) {
        for (MethodTotals totals : shown(snapshot)) {
            Method method = totals.method();
            out.add(
                    count.applyAsLong(totals),
                    "grpc_method",
                    name(method),
                    "grpc_service",
                    method.service(),
                    "grpc_type",
                    type(method));
        }
    }

    static void callsHandled(Snapshot snapshot, Samples out) {
        for (MethodTotals totals : shown(snapshot)) {
            Method method = totals.method();
            for (int code = 0; code < STATUS_CODES.size(); code++) {
                out.add(
                        totals.handled().get(code),
                        "grpc_code",
                        STATUS_CODES.get(code),
                        "grpc_method",
                        name(method),
                        "grpc_service",
                        method.service(),
                        "grpc_type",
                        type(method));
            }
        }
    }

    /**
     * All methods from the beginning, with zeros, but those of Lock and Election only when they were called: as etcd.
     */
    private static List<MethodTotals> shown(Snapshot snapshot) {
        return snapshot.figures().calls().methods().stream()
                .filter(totals ->
                        totals.started() > 0 || !totals.method().service().startsWith("v3"))
                .toList();
    }

    private static String name(Method method) {
        return method.path().substring(method.path().lastIndexOf('/') + 1);
    }

    private static String type(Method method) {
        return switch (method.shape()) {
            case UNARY -> "unary";
            case SERVER_STREAM -> "server_stream";
            case BIDIRECTIONAL -> "bidi_stream";
        };
    }

    static void healthChecks(Snapshot snapshot, Samples out) {
        snapshot.measured()
                .health()
                .checks()
                .forEach((check, outcomes) ->
                        out.add(outcomes.lastPassed() ? 1 : 0, "name", check.name(), "type", check.type()));
    }

    static void healthCheckTotals(Snapshot snapshot, Samples out) {
        snapshot.measured().health().checks().forEach((check, outcomes) -> {
            addOutcome(outcomes.failed(), check, "error", out);
            addOutcome(outcomes.passed(), check, "success", out);
        });
    }

    private static void addOutcome(long count, HealthCounts.Check check, String status, Samples out) {
        if (count > 0) {
            out.add(count, "name", check.name(), "status", status, "type", check.type());
        }
    }

    static void refusals(Snapshot snapshot, Samples out) {
        snapshot.figures()
                .services()
                .refused()
                .forEach((reason, count) ->
                        out.add(count, "reason", reason.name().toLowerCase(Locale.ROOT)));
    }
}
