package io.quoin.server;

import io.netty.channel.EventLoopGroup;
import io.quoin.consensus.node.FaultHandler;
import io.quoin.consensus.node.NodeListener;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.server.config.MemberUrl;
import io.quoin.server.config.ServerOptions;
import io.quoin.server.frontdoor.FrontDoor;
import io.quoin.server.frontdoor.FrontDoorOptions;
import io.quoin.server.frontdoor.NonHttp2Handler;
import io.quoin.server.grpc.Replica;
import io.quoin.server.grpc.RequestStats;
import io.quoin.server.grpc.Services;
import io.quoin.server.log.Level;
import io.quoin.server.log.Log;
import io.quoin.server.member.Member;
import io.quoin.server.member.StartRefusedException;
import io.quoin.server.metrics.Figures;
import io.quoin.server.metrics.Measurements;
import io.quoin.server.metrics.Metrics;
import io.quoin.server.metrics.ProcessFigures;
import io.quoin.server.rpc.Answers;
import io.quoin.server.rpc.BatchedAnswers;
import io.quoin.server.rpc.MethodTable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One member with its services behind the front door. The door opens when the member has a leader, so whoever can
 * connect can write; it closes before the member does, so open requests are answered.
 */
final class Server {
    /** How long open calls may go on after the door was shut. */
    private static final Duration STOP_GRACE = Duration.ofMillis(500);

    /** Files that may be opened later and are not for connections. */
    private static final int FILES_RESERVED = 100;

    private static final Duration STOP_WAIT = Duration.ofMillis(900);

    private final Member member;
    private final Services services;
    private final FrontDoor door;

    /** Serves HTTP only. */
    private final Optional<FrontDoor> metricsDoor;

    private final Metrics metrics;

    private Server(Member member, Services services, FrontDoor door, Optional<FrontDoor> metricsDoor, Metrics metrics) {
        this.member = member;
        this.services = services;
        this.door = door;
        this.metricsDoor = metricsDoor;
        this.metrics = metrics;
    }

    /**
     * Starts a member, waits until it has a leader and opens the door.
     *
     * @param loops serve the connections
     * @param other takes connections that are not HTTP/2
     * @throws StartRefusedException when the data directory speaks against it
     * @throws IOException when an address cannot be listened on
     */
    static Server start(
            ServerOptions options, String engineName, EventLoopGroup loops, NonHttp2Handler other, FaultHandler faults)
            throws StartRefusedException, IOException, InterruptedException {
        Answers answers = new BatchedAnswers();
        Measurements measured = new Measurements();
        Watcher watcher = new Watcher(answers, measured);
        Member member = Member.start(options, engineName, watcher, measured.log(), faults);
        watcher.led.await();
        Services services = new Services(
                member,
                answers,
                new Services.Limits(
                        options.requests().bytesMax(),
                        options.requests().txnOpsMax(),
                        options.storage().effectiveQuotaBytes(),
                        options.requests().timeout()),
                self(options));
        try {
            FrontDoor door =
                    FrontDoor.start(doorOptions(options, options.listenClientUrls()), services.methods(), loops, other);
            Metrics metrics = new Metrics(
                    measured,
                    () -> new Figures(
                            member.figures(),
                            services.figures(),
                            door.calls(),
                            door.connectionCount(),
                            options.storage().effectiveQuotaBytes()));
            return new Server(member, services, door, metricsDoor(options, door, loops, other), metrics);
        } catch (IOException e) {
            services.close();
            member.close();
            throw e;
        }
    }

    /** The member behind the door. */
    Replica replica() {
        return member;
    }

    /** What is measured. */
    Metrics metrics() {
        return metrics;
    }

    /** The addresses that clients can connect to. */
    List<String> addresses() {
        return addressesOf(door);
    }

    /** The addresses where only HTTP is spoken. */
    List<String> metricsAddresses() {
        return metricsDoor.map(Server::addressesOf).orElse(List.of());
    }

    private static List<String> addressesOf(FrontDoor door) {
        return door.addresses().stream()
                .map(address -> new MemberUrl("http", address.getAddress().getHostAddress(), address.getPort()))
                .map(MemberUrl::address)
                .toList();
    }

    /** Opens a door for HTTP alone where it is asked for; when that fails, shuts the other. */
    private static Optional<FrontDoor> metricsDoor(
            ServerOptions options, FrontDoor door, EventLoopGroup loops, NonHttp2Handler other) throws IOException {
        if (options.listenMetricsUrls().isEmpty()) {
            return Optional.empty();
        }
        try {
            FrontDoorOptions listening = doorOptions(options, options.listenMetricsUrls());
            return Optional.of(FrontDoor.start(listening, MethodTable.of(List.of()), loops, other));
        } catch (IOException e) {
            door.stop().join();
            throw e;
        }
    }

    /** Shuts the door, lets open calls end, then closes the member: log and engine are complete on disk. */
    void stop() throws IOException, InterruptedException {
        Optional<CompletableFuture<Void>> metricsShut = metricsDoor.map(FrontDoor::stop);
        try {
            door.stop().get(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            if (metricsShut.isPresent()) {
                metricsShut.get().get(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException | ExecutionException e) {
            Log.warn("connections did not close in time", "open", door.connectionCount(), "error", e);
        }
        services.close();
        member.close();
    }

    private static FrontDoorOptions doorOptions(ServerOptions options, List<MemberUrl> urls) {
        List<InetSocketAddress> addresses = urls.stream()
                .distinct()
                .map(url -> new InetSocketAddress(url.host(), url.port()))
                .toList();
        ServerOptions.KeepAlive keepAlive = options.keepAlive();
        return new FrontDoorOptions(
                addresses,
                options.reusePort(),
                options.requests().bytesMax(),
                options.requests().streamsMax(),
                RequestStats.logged(options.logging().slowRequest(), logsEveryCall(options)),
                new FrontDoorOptions.Timing(
                        FrontDoorOptions.Timing.DEFAULT.preface(),
                        STOP_GRACE,
                        keepAlive.pingIntervalMin(),
                        keepAlive.interval(),
                        keepAlive.timeout()),
                FrontDoorOptions.Bounds.DEFAULT.withConnectionsMax(connectionsMax()));
    }

    /** What the process may open, but for what is open already and what log, store and the rest may still need. */
    private static int connectionsMax() {
        ProcessFigures process = ProcessFigures.now();
        long files = process.openFilesMax() - process.openFiles() - FILES_RESERVED;
        return process.openFilesMax() <= 0 ? Integer.MAX_VALUE : (int) Math.clamp(files, 1, Integer.MAX_VALUE);
    }

    private static boolean logsEveryCall(ServerOptions options) {
        return Level.named(options.logging().level()) == Level.DEBUG;
    }

    private static Services.Self self(ServerOptions options) {
        return new Services.Self(options.name(), texts(options.peerUrls()), texts(options.advertiseClientUrls()));
    }

    private static List<String> texts(List<MemberUrl> urls) {
        return urls.stream().map(MemberUrl::toString).toList();
    }

    /** Hands answers over after each batch, notices the first leader, and measures. */
    private static final class Watcher implements NodeListener {
        private final Answers answers;
        private final Measurements measured;
        private final CountDownLatch led = new CountDownLatch(1);
        private long leader;

        Watcher(Answers answers, Measurements measured) {
            this.answers = answers;
            this.measured = measured;
        }

        @Override
        public void answersReady() {
            answers.handOver();
        }

        @Override
        public void flushed(long nanos) {
            measured.flushed(nanos);
        }

        @Override
        public void statusChanged(RaftStatus status) {
            if (status.leader() != leader) {
                leader = status.leader();
                if (leader != 0) {
                    measured.leaderChanged();
                }
                Log.info(
                        "raft leader changed",
                        "leader",
                        Long.toHexString(status.leader()),
                        "raft-term",
                        status.term(),
                        "role",
                        status.role());
            }
            if (status.locallyConfirmed()) {
                led.countDown();
            }
        }
    }
}
