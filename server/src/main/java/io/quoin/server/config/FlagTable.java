package io.quoin.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every flag, one row each; names, defaults and meanings are etcd's. {@code --version} and {@code --help} stand in
 * {@link CommandLine}, since they end the command.
 */
final class FlagTable {
    private static final String CLIENT_URL = "http://localhost:2379";
    private static final String PEER_URL = "http://localhost:2380";

    private static final List<Flag<?>> ROWS = List.of(
            row("name", FlagType.TEXT, "default", (o, v) -> o.name = v, "Human-readable name for this member."),
            row("data-dir", FlagType.TEXT, "", (o, v) -> o.dataDirectory = v, "Data directory; ${name}.etcd if empty."),
            row(
                    "listen-peer-urls",
                    FlagType.URLS,
                    PEER_URL,
                    (o, v) -> o.listenPeerUrls = v,
                    "List of URLs to listen on for peer traffic."),
            row(
                    "listen-client-urls",
                    FlagType.URLS,
                    CLIENT_URL,
                    (o, v) -> o.listenClientUrls = v,
                    "List of URLs to listen on for client traffic."),
            row(
                    "initial-advertise-peer-urls",
                    FlagType.URLS,
                    PEER_URL,
                    (o, v) -> o.peerUrls = v,
                    "List of this member's peer URLs to advertise to the rest of the cluster."),
            row(
                    "advertise-client-urls",
                    FlagType.URLS,
                    CLIENT_URL,
                    (o, v) -> o.advertiseClientUrls = v,
                    "List of this member's client URLs to advertise to the public."),
            row(
                    "initial-cluster",
                    FlagType.CLUSTER,
                    "default=" + PEER_URL,
                    (o, v) -> o.cluster = v,
                    "Initial cluster configuration for bootstrapping: name=url,..."),
            row(
                    "initial-cluster-state",
                    FlagType.oneOf("new", "existing"),
                    "new",
                    (o, v) -> o.clusterState = v,
                    "Initial cluster state ('new' when bootstrapping, 'existing' when joining)."),
            row(
                    "initial-cluster-token",
                    FlagType.TEXT,
                    "etcd-cluster",
                    (o, v) -> o.clusterToken = v,
                    "Initial cluster token for the cluster during bootstrap."),
            row(
                    "quota-backend-bytes",
                    FlagType.INTEGER,
                    "0",
                    (o, v) -> o.quotaBackendBytes = v,
                    "Raise alarms when the storage exceeds this quota; 0 is 2 GiB, negative disables."),
            row(
                    "max-txn-ops",
                    FlagType.UNSIGNED,
                    "128",
                    (o, v) -> o.maxTxnOps = v,
                    "Maximum number of operations permitted in a transaction."),
            row(
                    "max-request-bytes",
                    FlagType.UNSIGNED,
                    "1572864",
                    (o, v) -> o.maxRequestBytes = v,
                    "Maximum client request size in bytes the server will accept."),
            row(
                    "max-concurrent-streams",
                    FlagType.UNSIGNED,
                    "4294967295",
                    (o, v) -> o.maxConcurrentStreams = v,
                    "Maximum concurrent streams that each client can open at a time."),
            row(
                    "log-level",
                    FlagType.oneOf("debug", "info", "warn", "error", "dpanic", "panic", "fatal"),
                    "info",
                    (o, v) -> o.logLevel = v,
                    "Configures log level: debug, info, warn, error, panic, or fatal."),
            row(
                    "log-format",
                    FlagType.oneOf("json", "console"),
                    "json",
                    (o, v) -> o.logFormat = v,
                    "Configures log format: json or console."));

    private static final Map<String, Flag<?>> BY_NAME =
            ROWS.stream().collect(Collectors.toMap(Flag::name, Function.identity(), (a, b) -> a, LinkedHashMap::new));

    private FlagTable() {}

    /** All flags in the order of the usage. */
    static List<Flag<?>> all() {
        return ROWS;
    }

    /** The flag of a name, or null. */
    static Flag<?> find(String name) {
        return BY_NAME.get(name);
    }

    private static <T> Flag<T> row(
            String name, FlagType<T> type, String defaultText, BiConsumer<OptionsBuilder, T> effect, String help) {
        return new Flag<>(name, type, defaultText, effect, help);
    }
}
