package io.quoin.server.config;

import static io.quoin.server.config.FlagType.BOOLEAN;
import static io.quoin.server.config.FlagType.DURATION;
import static io.quoin.server.config.FlagType.TEXT;
import static io.quoin.server.config.FlagType.URLS;
import static io.quoin.server.config.FlagType.WORDS;

import io.quoin.server.config.Flag.Group;
import java.util.List;

/** The rows of the table that concern the cluster: how it comes together and what it does by itself. */
final class ClusteringFlags {
    private ClusteringFlags() {}

    static List<Flag<?>> rows() {
        Rows rows = new Rows(Group.CLUSTERING);
        bootstrap(rows);
        discovery(rows);
        rows.later("strict-reconfig-check", BOOLEAN, "true", "Refuse member changes that would cost the quorum.")
                .later("pre-vote", BOOLEAN, "true", "Ask before an election whether it could be won.")
                .later(
                        "auto-compaction-retention",
                        TEXT,
                        "0",
                        (o, v) -> o.compactionRetention = v,
                        "How much history automatic compaction keeps; 0 for no automatic compaction.")
                .later(
                        "auto-compaction-mode",
                        TEXT,
                        "periodic",
                        (o, v) -> o.compactionMode = v,
                        "What the retention counts: periodic for time (hours without a unit) or revision.")
                .never(
                        "v2-deprecation",
                        FlagType.someOf("write-only", "write-only-skip-check", "write-only-drop-data", "gone"),
                        "write-only",
                        "Deprecated: what to do with data of the v2 API.");
        return rows.list();
    }

    private static void bootstrap(Rows rows) {
        rows.now(
                        "initial-advertise-peer-urls",
                        URLS,
                        FlagTable.PEER_URL,
                        (o, v) -> o.peerUrls = OptionsBuilder.unlessEmpty(v, o.peerUrls),
                        "Where peers find this member.")
                .now(
                        "initial-cluster",
                        TEXT,
                        "default=" + FlagTable.PEER_URL,
                        (o, v) -> o.cluster = v,
                        "The members of a new cluster: name=url,...")
                .now(
                        "initial-cluster-state",
                        FlagType.oneOf("new", "existing"),
                        "new",
                        (o, v) -> o.clusterState = v,
                        "Whether the cluster is new or existing.")
                .now(
                        "initial-cluster-token",
                        TEXT,
                        "etcd-cluster",
                        (o, v) -> o.clusterToken = v,
                        "Tells clusters with the same URLs apart.")
                .now(
                        "advertise-client-urls",
                        URLS,
                        FlagTable.CLIENT_URL,
                        (o, v) -> o.advertiseClientUrls = OptionsBuilder.unlessEmpty(v, o.advertiseClientUrls),
                        "Where clients find this member.");
    }

    private static void discovery(Rows rows) {
        rows.later("discovery-token", TEXT, "", (o, v) -> o.discoveryToken = v, "Which cluster to find.")
                .later("discovery-endpoints", WORDS, "", (o, v) -> o.discoveryEndpoints = v, "Where to ask for it.")
                .later("discovery-dial-timeout", DURATION, "2s", "Discovery: how long to wait for a connection.")
                .later("discovery-request-timeout", DURATION, "5s", "Discovery: how long to wait for an answer.")
                .later("discovery-keepalive-time", DURATION, "2s", "Discovery: when to ping.")
                .later("discovery-keepalive-timeout", DURATION, "6s", "Discovery: how long to wait for a ping.")
                .later("discovery-insecure-transport", BOOLEAN, "true", "Discovery: go without TLS.")
                .later("discovery-insecure-skip-tls-verify", BOOLEAN, "false", "Discovery: trust any certificate.")
                .later("discovery-cert", TEXT, "", "Discovery: certificate to show.")
                .later("discovery-key", TEXT, "", "Discovery: its key.")
                .later("discovery-cacert", TEXT, "", "Discovery: certificates to trust.")
                .later("discovery-user", TEXT, "", "Discovery: user, or user:password.")
                .later("discovery-password", TEXT, "", "Discovery: password.")
                .later(
                        "discovery-fallback",
                        FlagType.oneOf("exit", "proxy"),
                        "exit",
                        (o, v) -> o.discoveryFallback = v,
                        "Discovery: what to do when it fails, exit only.")
                .later("discovery-srv", TEXT, "", (o, v) -> o.discoveryDomain = v, "Domain whose SRV records to ask.")
                .later("discovery-srv-name", TEXT, "", (o, v) -> o.discoveryService = v, "Suffix of the SRV name.");
    }
}
