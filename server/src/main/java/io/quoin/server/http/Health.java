package io.quoin.server.http;

import io.quoin.api.etcdserverpb.AlarmType;
import io.quoin.server.grpc.Replica;
import io.quoin.server.log.Log;
import io.quoin.server.metrics.HealthCounts;
import io.quoin.statemachine.alarm.Alarm;
import java.util.List;

/**
 * {@code /health}: alarms that are not excluded ({@code ?exclude=NOSPACE}, repeatable), a leader, and a read. With
 * {@code ?serializable=true} this member's own state is enough.
 */
final class Health {
    private static final String NO_LEADER = "RAFT NO LEADER";

    private static final String BODY = "{\"health\":\"%b\",\"reason\":\"%s\"}";
    private static final String HEALTHY = "";

    private Health() {}

    static Answer check(Replica replica, Query query, HealthCounts counts) {
        String reason = reason(replica, query);
        boolean isHealthy = reason.equals(HEALTHY);
        counts.answered(isHealthy);
        String body = BODY.formatted(isHealthy, reason);
        if (isHealthy) {
            return Answer.ok(body);
        }
        Log.warn("/health error", "output", body, "status-code", 503);
        return Answer.error(503, body);
    }

    private static String reason(Replica replica, Query query) {
        List<String> excluded = query.all("exclude");
        for (Alarm alarm : replica.alarms().all()) {
            AlarmType type = AlarmType.forNumber(alarm.type());
            String name = type == null ? Integer.toString(alarm.type()) : type.name();
            if (!excluded.contains(name)) {
                return "ALARM " + (type == null ? "UNKNOWN" : name);
            }
        }
        boolean serializable = query.first("serializable").equals("true");
        if (!serializable && replica.status().leader() == 0) {
            return NO_LEADER;
        }
        String failure = ProbeRead.failure(replica, serializable);
        return failure == null ? HEALTHY : "RANGE ERROR:" + failure;
    }
}
