package io.quoin.server.http;

import io.quoin.server.config.Version;
import io.quoin.server.grpc.Replica;
import io.quoin.statemachine.alarm.Alarm;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Consumer;

/** etcd's plain HTTP endpoints: {@code /version} and {@code /health}. GET only. Event loop. */
@Singleton
public class EtcdRoutes {
    private static final String JSON = "application/json";
    private static final String VERSION = "{\"etcdserver\":\"%s\",\"etcdcluster\":\"%s\",\"storage\":\"%s\"}";
    private static final String HEALTH = "{\"health\":\"%b\",\"reason\":\"%s\"}";
    private static final String HEALTHY = "";

    private final ReplicaHolder holder;

    @Inject
    EtcdRoutes(ReplicaHolder holder) {
        this.holder = holder;
    }

    void register(@Observes Router router) {
        router.route("/version").handler(context -> get(context, this::version));
        router.route("/health").handler(context -> get(context, this::health));
    }

    private static void get(RoutingContext context, Consumer<HttpServerResponse> answer) {
        HttpServerResponse response = context.response();
        if (context.request().method() == HttpMethod.GET) {
            answer.accept(response.putHeader("Content-Type", JSON));
        } else {
            response.setStatusCode(405).putHeader("Allow", "GET").end("Method Not Allowed\n");
        }
    }

    private void version(HttpServerResponse response) {
        String cluster = holder.hasLeader() ? Version.CLUSTER : "not_decided";
        response.end(VERSION.formatted(Version.SERVER, cluster, Version.STORAGE));
    }

    private void health(HttpServerResponse response) {
        String reason = reason();
        boolean healthy = reason.equals(HEALTHY);
        response.setStatusCode(healthy ? 200 : 503).end(HEALTH.formatted(healthy, reason));
    }

    private String reason() {
        Replica replica = holder.get();
        if (replica == null || replica.status().leader() == 0) {
            return "RAFT NO LEADER";
        }
        var alarms = replica.state().alarms();
        if (alarms.isRaised(Alarm.NO_SPACE)) {
            return "ALARM NOSPACE";
        }
        return alarms.isRaised(Alarm.CORRUPT) ? "ALARM CORRUPT" : HEALTHY;
    }
}
