package io.quoin.server.config;

import io.quoin.server.config.Flag.Effect;
import io.quoin.server.log.LogRotation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects the values of flags, has them checked together, and makes the options. Used once. */
final class OptionsBuilder {
    /** What grpc-go takes when {@code --grpc-keepalive-min-time} is 0. */
    private static final Duration PING_INTERVAL_WITHOUT_POLICY = Duration.ofMinutes(5);

    /** grpc-go pings no more often than this. */
    private static final Duration KEEP_ALIVE_INTERVAL_MIN = Duration.ofSeconds(1);

    /** As good as never, and still good to count with in nanoseconds. */
    private static final Duration NEVER = Duration.ofDays(100 * 365);

    private static final Duration REQUEST_TIMEOUT_MIN = Duration.ofSeconds(5);

    private static final int BATCH_INTERVAL_MILLIS = 100;

    private static final int BATCH_LIMIT = 10_000;

    String name;
    String dataDirectory = "";
    String walDirectory = "";
    List<MemberUrl> listenClientUrls = List.of();
    List<MemberUrl> advertiseClientUrls = List.of();
    List<MemberUrl> listenPeerUrls = List.of();
    List<MemberUrl> listenHttpUrls = List.of();
    List<MemberUrl> listenMetricsUrls = List.of();
    List<MemberUrl> peerUrls = List.of();
    String cluster;
    String clusterState;
    String clusterToken;
    String discoveryToken = "";
    List<String> discoveryEndpoints = List.of();
    String discoveryDomain = "";
    String discoveryService = "";
    String discoveryFallback;
    String logger;
    String logLevel;
    String logFormat;
    List<String> logOutputs;
    boolean logRotation;
    String logRotationJson;
    String compactionMode;
    String compactionRetention;
    String tlsMinVersion;
    String tlsMaxVersion = "";
    List<String> cipherSuites = List.of();
    boolean reusePort;
    Duration slowRequest;
    Duration compactHashCheck;
    boolean tracing;
    long tracingRate;
    long heartbeatMillis;
    long electionMillis;
    long maxRequestBytes;
    long maxTxnOps;
    long maxConcurrentStreams;
    long quotaBackendBytes;
    Duration batchInterval;
    long batchLimit;
    Duration pingIntervalMin;
    Duration keepAliveInterval;
    Duration keepAliveTimeout;
    FeatureGates featureGates = FeatureGates.NONE;
    boolean noFsync;

    /** Whether a configuration file stands for flags and variables. */
    boolean fromFile;

    private final Set<String> given = new HashSet<>();
    private final List<String> withoutEffect = new ArrayList<>();
    private final List<Notice> notices;

    /** Takes where to put what the operator should know. */
    OptionsBuilder(List<Notice> notices) {
        this.notices = notices;
    }

    /** URLs, or what was there before when there are none: so etcd takes an empty text. */
    static List<MemberUrl> unlessEmpty(List<MemberUrl> urls, List<MemberUrl> before) {
        return urls.isEmpty() ? before : urls;
    }

    /** The operator gave this flag, in whatever way, and it is not just the table's default. */
    void given(Flag<?> flag) {
        given.add(flag.name());
        if (flag.effect() == Effect.NOT_YET) {
            withoutEffect.add(flag.name());
        } else if (flag.effect() == Effect.RENAMED) {
            notices.add(Notice.warn(
                    "flag is no longer supported - its successor is set",
                    "flag-name",
                    flag.name(),
                    "successor",
                    flag.help()));
        } else if (flag.effect() == Effect.NEVER) {
            notices.add(Notice.warn("flag is no longer supported - ignoring", "flag-name", flag.name()));
        }
    }

    boolean isGiven(String flag) {
        return given.contains(flag);
    }

    void warn(String message, Object... fields) {
        notices.add(Notice.warn(message, fields));
    }

    /**
     * Makes the options.
     *
     * @throws ConfigurationException when the values do not go together, or ask for what is not there
     */
    ServerOptions build() throws ConfigurationException {
        adjustDefaults();
        Optional<LogRotation> rotation = new LogChecks(this).check();
        new EtcdChecks(this).check();
        new OwnLimits(this).check();
        if (!withoutEffect.isEmpty()) {
            warn("flags without effect yet", "flags", List.copyOf(withoutEffect));
        }
        return new ServerOptions(
                name,
                Path.of(dataDirectory.isEmpty() ? name + ".etcd" : dataDirectory),
                listenClientUrls,
                advertiseClientUrls,
                listenPeerUrls,
                peerUrls,
                listenMetricsUrls,
                reusePort,
                clusterToken,
                new ServerOptions.Logging(logLevel, logFormat, logOutputs, rotation, slowRequest),
                new ServerOptions.Requests(
                        (int) maxRequestBytes, (int) Math.min(maxTxnOps, Integer.MAX_VALUE), streamsMax(), timeout()),
                keepAlive(),
                storage());
    }

    /** What etcd sets back because of other flags. */
    private void adjustDefaults() {
        if (isGiven("listen-client-urls") && !isGiven("advertise-client-urls") && !fromFile) {
            advertiseClientUrls = List.of();
        }
        boolean discovery = !discoveryDomain.isEmpty() || !discoveryEndpoints.isEmpty();
        if ((discovery || !discoveryService.isEmpty()) && !isGiven("initial-cluster")) {
            cluster = "";
        }
        if (clusterState.isEmpty()) {
            clusterState = "new";
        }
    }

    /** etcd's rule: five seconds for the disk, two elections. */
    private Duration timeout() {
        return REQUEST_TIMEOUT_MIN.plusMillis(2 * electionMillis);
    }

    /** grpc-go takes 0 for no limit. */
    private long streamsMax() {
        return maxConcurrentStreams == 0 ? 0xFFFF_FFFFL : maxConcurrentStreams;
    }

    private ServerOptions.KeepAlive keepAlive() {
        boolean enabled = keepAliveInterval.isPositive() && keepAliveTimeout.isPositive();
        Duration interval =
                keepAliveInterval.compareTo(KEEP_ALIVE_INTERVAL_MIN) < 0 ? KEEP_ALIVE_INTERVAL_MIN : keepAliveInterval;
        return new ServerOptions.KeepAlive(
                pingIntervalMin.isPositive() ? shortened(pingIntervalMin) : PING_INTERVAL_WITHOUT_POLICY,
                enabled ? shortened(interval) : NEVER,
                enabled ? shortened(keepAliveTimeout) : NEVER);
    }

    private static Duration shortened(Duration duration) {
        return duration.compareTo(NEVER) > 0 ? NEVER : duration;
    }

    private ServerOptions.Storage storage() {
        long millis = Math.clamp(batchInterval.toMillis(), 0, Integer.MAX_VALUE);
        return new ServerOptions.Storage(
                walDirectory.isEmpty() ? Optional.empty() : Optional.of(Path.of(walDirectory)),
                !noFsync,
                batchInterval.isPositive() ? (int) Math.max(1, millis) : BATCH_INTERVAL_MILLIS,
                batchLimit > 0 ? batchLimit : BATCH_LIMIT,
                quotaBackendBytes);
    }
}
