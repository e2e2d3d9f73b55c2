package io.quoin.server.config;

import static io.quoin.server.config.FlagType.BOOLEAN;
import static io.quoin.server.config.FlagType.DURATION;
import static io.quoin.server.config.FlagType.GATES;
import static io.quoin.server.config.FlagType.INTEGER;
import static io.quoin.server.config.FlagType.TEXT;
import static io.quoin.server.config.FlagType.UNREAD;
import static io.quoin.server.config.FlagType.UNSIGNED;
import static io.quoin.server.config.FlagType.UNSIGNED_32;
import static io.quoin.server.config.FlagType.URLS;

import io.quoin.server.config.Flag.Group;
import java.util.List;

/** The rows of the table that concern this member: where it is, what it stores and what it lets clients do. */
final class MemberFlags {
    private MemberFlags() {}

    static List<Flag<?>> rows() {
        Rows rows = new Rows(Group.MEMBER);
        identity(rows);
        addresses(rows);
        storage(rows);
        requests(rows);
        rows.never("max-snapshots", UNSIGNED, "5", "Deprecated: how many snapshot files etcd kept.");
        rows.later(
                "feature-gates",
                GATES,
                "",
                (o, v) -> o.featureGates = v.over(o.featureGates),
                "Switches of features as Name=true,...:\n    " + FeatureGates.known());
        return rows.list();
    }

    private static void identity(Rows rows) {
        rows.now("name", TEXT, "default", (o, v) -> o.name = v, "Human-readable name of this member.")
                .now("data-dir", TEXT, "", (o, v) -> o.dataDirectory = v, "Where everything is stored.")
                .now("wal-dir", TEXT, "", (o, v) -> o.walDirectory = v, "Where the log is stored, if elsewhere.")
                .now("config-file", TEXT, "", (o, v) -> {}, "YAML file that replaces all flags and variables.")
                .later("snapshot-count", UNSIGNED, "10000", "Entries after which the log is cut.")
                .later(
                        "heartbeat-interval",
                        UNSIGNED,
                        "100",
                        (o, v) -> o.heartbeatMillis = v,
                        "Milliseconds between two heartbeats.")
                .later(
                        "election-timeout",
                        UNSIGNED,
                        "1000",
                        (o, v) -> o.electionMillis = v,
                        "Milliseconds without a leader until an election.")
                .later("initial-election-tick-advance", BOOLEAN, "true", "Shorten the first election timeout.");
    }

    private static void addresses(Rows rows) {
        rows.now(
                        "listen-peer-urls",
                        URLS,
                        FlagTable.PEER_URL,
                        (o, v) -> o.listenPeerUrls = OptionsBuilder.unlessEmpty(v, o.listenPeerUrls),
                        "Where to listen for peers.")
                .now(
                        "listen-client-urls",
                        URLS,
                        FlagTable.CLIENT_URL,
                        (o, v) -> o.listenClientUrls = OptionsBuilder.unlessEmpty(v, o.listenClientUrls),
                        "Where to listen for clients, gRPC and HTTP.")
                .later(
                        "listen-client-http-urls",
                        URLS,
                        "",
                        (o, v) -> o.listenHttpUrls = v,
                        "Where to listen for clients that speak HTTP only.")
                .now(
                        "socket-reuse-port",
                        BOOLEAN,
                        "false",
                        (o, v) -> o.reusePort = v,
                        "Let others listen on the same addresses (SO_REUSEPORT).")
                .now(
                        "socket-reuse-address",
                        BOOLEAN,
                        "false",
                        (o, v) -> {},
                        "Listen on an address that was in use a moment ago; always so, as in etcd.")
                .later("enable-grpc-gateway", BOOLEAN, "true", "Offer the gRPC services as JSON over HTTP.")
                .later("raft-read-timeout", DURATION, "5s", "How long a read from a peer may take.")
                .later("raft-write-timeout", DURATION, "5s", "How long a write to a peer may take.");
    }

    private static void storage(Rows rows) {
        rows.later("max-wals", UNSIGNED, "5", "Log files to keep, 0 for all.")
                .later("memory-mlock", BOOLEAN, "false", "Keep the pages of the store in memory.")
                .now(
                        "quota-backend-bytes",
                        INTEGER,
                        "0",
                        (o, v) -> o.quotaBackendBytes = v,
                        "Bytes the store may have before writes are refused; 0 is 2 GiB, negative is no limit.")
                .later("backend-bbolt-freelist-type", TEXT, "map", "How bbolt kept its free pages: array or map.")
                .now(
                        "backend-batch-interval",
                        DURATION,
                        "0s",
                        (o, v) -> o.batchInterval = v,
                        "Longest time until what was applied is moved into the store; 0 is 100ms.")
                .now(
                        "backend-batch-limit",
                        INTEGER,
                        "0",
                        (o, v) -> o.batchLimit = v,
                        "Applied entries that are moved into the store without waiting for the interval; 0 is 10000.");
    }

    private static void requests(Rows rows) {
        rows.now("max-txn-ops", UNSIGNED, "128", (o, v) -> o.maxTxnOps = v, "Most operations of a transaction.")
                .now(
                        "max-request-bytes",
                        UNSIGNED,
                        "1572864",
                        (o, v) -> o.maxRequestBytes = v,
                        "Longest request of a client in bytes.")
                .now(
                        "max-concurrent-streams",
                        UNSIGNED_32,
                        "4294967295",
                        (o, v) -> o.maxConcurrentStreams = v,
                        "Most calls that are open at a time on a connection.")
                .now(
                        "grpc-keepalive-min-time",
                        DURATION,
                        "5s",
                        (o, v) -> o.pingIntervalMin = v,
                        "A client that pings more often is sent away.")
                .now(
                        "grpc-keepalive-interval",
                        DURATION,
                        "2h",
                        (o, v) -> o.keepAliveInterval = v,
                        "After this time without a byte a client is pinged; 0 for never.")
                .now(
                        "grpc-keepalive-timeout",
                        DURATION,
                        "20s",
                        (o, v) -> o.keepAliveTimeout = v,
                        "A client that does not answer a ping for so long is dropped; 0 for never.");
    }

    /** Flags that etcd accepts for the sake of its past, and ignores. */
    static List<Flag<?>> ignored() {
        Rows rows = new Rows(Group.REMOVED);
        for (String name : List.of(
                "cluster-active-size",
                "cluster-remove-delay",
                "cluster-sync-interval",
                "config",
                "force",
                "max-result-buffer",
                "max-retry-attempts",
                "peer-heartbeat-interval",
                "peer-election-timeout",
                "retry-interval",
                "snapshot",
                "v",
                "vv",
                "test.coverprofile",
                "test.outputdir")) {
            rows.never(name, UNREAD, "", "Accepted and ignored.");
        }
        return rows.list();
    }
}
