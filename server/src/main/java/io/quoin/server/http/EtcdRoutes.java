package io.quoin.server.http;

import io.netty.handler.codec.DateFormatter;
import io.quoin.api.error.EtcdError;
import io.quoin.server.config.Version;
import io.quoin.server.grpc.Replica;
import io.quoin.server.metrics.HealthCounts;
import io.quoin.server.metrics.Metrics;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * etcd's plain HTTP endpoints, by exact path: version, health, probes, metrics. Before them come the headers that etcd
 * gives every answer, after all other routes its 404. On the event loop, but for the metrics, which may wait for files.
 */
@Singleton
public class EtcdRoutes {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String VERSION = "{\"etcdserver\":\"%s\",\"etcdcluster\":\"%s\",\"storage\":\"%s\"}";
    private static final String STOPPED = EtcdError.STOPPED.message();

    private final ReplicaHolder holder;
    private final Map<String, Endpoint> endpoints = new HashMap<>();

    /** Answers GET for a member that is there. */
    @FunctionalInterface
    private interface Endpoint {
        Answer answer(Replica replica, Query query, HealthCounts counts);
    }

    @Inject
    EtcdRoutes(ReplicaHolder holder) {
        this.holder = holder;
        endpoints.put("/health", Health::check);
        for (Probe probe : Probe.values()) {
            endpoints.put(probe.path(), probe::check);
            for (Probe.Check check : probe.checks()) {
                endpoints.put(
                        probe.path(check), (replica, query, counts) -> probe.check(check, replica, query, counts));
            }
        }
    }

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::first);
        router.route().order(Integer.MAX_VALUE).handler(EtcdRoutes::notFound);
    }

    private void first(RoutingContext context) {
        HttpServerResponse response = context.response();
        response.putHeader("Access-Control-Allow-Headers", "accept, content-type, authorization")
                .putHeader("Access-Control-Allow-Methods", "POST, GET, OPTIONS, PUT, DELETE")
                .putHeader("Access-Control-Allow-Origin", "*")
                .putHeader("Date", DateFormatter.format(new Date()));
        String path = context.normalizedPath();
        if (context.request().method() == HttpMethod.OPTIONS) {
            response.end();
        } else if (path.equals("/version")) {
            version(context);
        } else if (path.equals("/metrics")) {
            metrics(context);
        } else {
            Endpoint endpoint = endpoints.get(path);
            if (endpoint == null) {
                context.next();
            } else {
                check(context, endpoint);
            }
        }
    }

    private void version(RoutingContext context) {
        if (isGet(context.request())) {
            String cluster = holder.hasLeader() ? Version.CLUSTER : "not_decided";
            context.response()
                    .putHeader(CONTENT_TYPE, JSON)
                    .end(VERSION.formatted(Version.SERVER, cluster, Version.STORAGE));
        }
    }

    private void check(RoutingContext context, Endpoint endpoint) {
        if (!isGet(context.request())) {
            return;
        }
        ReplicaHolder.Served served = holder.served();
        Answer answer = served == null
                ? Answer.error(503, STOPPED)
                : endpoint.answer(
                        served.replica(),
                        Query.of(context.request().uri()),
                        served.metrics().health());
        send(context.request(), answer);
    }

    /** Any method, as in etcd. */
    private void metrics(RoutingContext context) {
        ReplicaHolder.Served served = holder.served();
        if (served == null) {
            send(context.request(), Answer.error(503, STOPPED));
            return;
        }
        String accepted = context.request().getHeader("Accept-Encoding");
        boolean compressed = accepted != null && accepted.contains("gzip");
        context.vertx()
                .executeBlocking(() -> encode(served.metrics().text(), compressed), false)
                .onSuccess(text -> send(context, text, compressed))
                .onFailure(context::fail);
    }

    private static Buffer encode(String text, boolean compressed) {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        if (!compressed) {
            return Buffer.buffer(plain);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 8);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail so
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private static void send(RoutingContext context, Buffer text, boolean compressed) {
        HttpServerResponse response = context.response().putHeader(CONTENT_TYPE, Metrics.CONTENT_TYPE);
        if (compressed) {
            response.putHeader("Content-Encoding", "gzip");
        }
        response.end(text);
    }

    private static boolean isGet(HttpServerRequest request) {
        if (request.method() == HttpMethod.GET) {
            return true;
        }
        request.response().putHeader("Allow", "GET");
        send(request, Answer.error(405, "Method Not Allowed"));
        return false;
    }

    private static void notFound(RoutingContext context) {
        send(context.request(), Answer.error(404, "404 page not found"));
    }

    private static void send(HttpServerRequest request, Answer answer) {
        HttpServerResponse response =
                request.response().setStatusCode(answer.status()).putHeader(CONTENT_TYPE, TEXT);
        if (answer.isNotSniffed()) {
            response.putHeader("X-Content-Type-Options", "nosniff");
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        response.putHeader("Content-Length", Integer.toString(body.length));
        response.end(Buffer.buffer(body));
    }
}
