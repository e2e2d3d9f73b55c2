package io.quoin.server;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownEvent;
import io.quoin.server.config.ServerOptions;
import io.quoin.server.config.Version;
import io.quoin.server.http.Http1Connections;
import io.quoin.server.http.ReplicaHolder;
import io.quoin.server.log.Log;
import io.quoin.server.member.Member;
import io.quoin.server.member.StartRefusedException;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Runs the server inside Quarkus until the process is asked to stop. */
@Singleton
public class ServerApplication implements QuarkusApplication {
    private static final int REFUSED = 1;

    /** What {@link Quoin} has read, before there was anyone to inject it. */
    private static volatile ServerOptions wanted;

    private final VertxInternal vertx;
    private final ReplicaHolder holder;
    private final String engineName;
    private volatile Server server;

    @Inject
    ServerApplication(
            Vertx vertx,
            ReplicaHolder holder,
            @ConfigProperty(name = "quoin.storage.engine", defaultValue = "lmdb") String engineName) {
        this.vertx = (VertxInternal) vertx;
        this.holder = holder;
        this.engineName = engineName;
    }

    /** Says what is to be started. Before Quarkus is. */
    static void use(ServerOptions options) {
        wanted = options;
    }

    @Override
    public int run(String... arguments) throws InterruptedException {
        try {
            server = start(wanted);
        } catch (StartRefusedException | IOException e) {
            Log.fatal("failed to start", "error", e.getMessage());
            return REFUSED;
        }
        OldGeneration.watch(OldGeneration.GARBAGE_BYTES);
        Quarkus.waitForExit();
        return 0;
    }

    /** Quarkus stops: on SIGTERM in the hook that the JVM waits for, with event loops still turning. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException, IOException {
        Server running = server;
        if (running != null) {
            server = null;
            Log.info("stopping");
            holder.set(null);
            running.stop();
            Log.info("stopped");
        }
    }

    private Server start(ServerOptions options) throws StartRefusedException, IOException, InterruptedException {
        var ids = Member.idsOf(options);
        Log.info(
                "starting",
                "version",
                Version.SERVER,
                "name",
                options.name(),
                "data-dir",
                options.dataDirectory(),
                "member-id",
                Long.toHexString(ids.memberId()),
                "cluster-id",
                Long.toHexString(ids.clusterId()),
                "storage-engine",
                engineName);
        Server started = Server.start(
                options, engineName, vertx.getEventLoopGroup(), new Http1Connections(vertx), Halt::because);
        holder.set(new ReplicaHolder.Served(started.replica(), started.metrics()));
        Log.info("serving client traffic", "traffic", "grpc+http", "addresses", started.addresses());
        if (!started.metricsAddresses().isEmpty()) {
            Log.info("serving metrics and health", "addresses", started.metricsAddresses());
        }
        Log.info("ready to serve client requests");
        return started;
    }
}
