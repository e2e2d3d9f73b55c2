package io.quoin.server.config;

import io.quoin.server.config.FeatureGates.Gate;
import java.util.List;
import java.util.stream.Collectors;

/** What etcd checks of several flags together, in its order and its words; and what it warns about. */
final class EtcdChecks {
    private static final long ELECTION_MILLIS_MAX = 50_000;
    private static final long TRACING_RATE_MAX = 1_000_000;
    private static final long REQUEST_BYTES_RECOMMENDED = 10 << 20;
    private static final long QUOTA_BYTES_RECOMMENDED = 8L << 30;

    private final OptionsBuilder options;

    EtcdChecks(OptionsBuilder options) {
        this.options = options;
    }

    void check() throws ConfigurationException {
        Checks.that(
                !options.discoveryFallback.equals("proxy"),
                "v2 proxy is deprecated, and --discovery-fallback can't be configured as \"proxy\"");
        checkUrls();
        checkBootstrap();
        checkTimes();
        Checks.that(
                !options.advertiseClientUrls.isEmpty(),
                "--advertise-client-urls is required when --listen-client-urls is set explicitly");
        checkFeatures();
        checkTls();
        checkCompaction();
        warn();
    }

    private void checkUrls() throws ConfigurationException {
        checkBindable(options.listenPeerUrls);
        checkBindable(options.listenClientUrls);
        checkBindable(options.listenHttpUrls);
        checkBindable(options.listenMetricsUrls);
        checkHosts(
                options.peerUrls,
                "--initial-advertise-peer-urls " + quoted(options.peerUrls) + " must be \"host:port\"");
        checkHosts(
                options.advertiseClientUrls,
                "--advertise-client-urls " + quoted(options.advertiseClientUrls)
                        + " must be in the format \"host:port\", \"unix:/path/to/socket\" or \"unixs:/path/to/socket\"");
    }

    private static void checkBindable(List<MemberUrl> urls) throws ConfigurationException {
        for (MemberUrl url : urls) {
            Checks.that(url.isBindable(), "expected IP in URL for binding (" + url + ")");
        }
    }

    private static void checkHosts(List<MemberUrl> urls, String otherwise) throws ConfigurationException {
        for (MemberUrl url : urls) {
            boolean named = url.isLocalSocket() || !url.host().isEmpty();
            Checks.that(named, otherwise + " (unexpected empty host (" + url + "))");
        }
    }

    private static String quoted(List<MemberUrl> urls) {
        return GoText.quoted(urls.stream().map(MemberUrl::toString).collect(Collectors.joining(",")));
    }

    private void checkBootstrap() throws ConfigurationException {
        boolean endpoints = !options.discoveryEndpoints.isEmpty();
        Checks.that(
                options.clusterState.equals("new") || options.clusterState.equals("existing"),
                "unexpected clusterState " + GoText.quoted(options.clusterState));
        int ways =
                (options.cluster.isEmpty() ? 0 : 1) + (options.discoveryDomain.isEmpty() ? 0 : 1) + (endpoints ? 1 : 0);
        Checks.that(
                ways <= 1,
                "multiple discovery or bootstrap flags are set. "
                        + "Choose one of \"initial-cluster\", \"discovery-endpoints\" or \"discovery-srv\"");
        Checks.that(
                options.discoveryToken.isEmpty() != endpoints,
                "both --discovery-token and --discovery-endpoints must be set");
        Checks.that(
                options.discoveryEndpoints.stream().noneMatch(String::isBlank),
                "--discovery-endpoints must not contain empty endpoints");
    }

    private void checkTimes() throws ConfigurationException {
        long heartbeat = options.heartbeatMillis;
        long election = options.electionMillis;
        Checks.that(heartbeat > 0, "--heartbeat-interval must be >0 (set to 0ms)");
        Checks.that(election > 0, "--election-timeout must be >0 (set to 0ms)");
        Checks.that(
                heartbeat <= election / 5,
                "--election-timeout[" + election + "ms] should be at least as 5 times as --heartbeat-interval["
                        + heartbeat + "ms]");
        Checks.that(
                election <= ELECTION_MILLIS_MAX,
                "--election-timeout[" + election + "ms] is too long, and should be set less than " + ELECTION_MILLIS_MAX
                        + "ms");
    }

    private void checkFeatures() throws ConfigurationException {
        String mode = options.compactionMode;
        Checks.that(!mode.isEmpty(), "undefined auto-compaction-mode");
        Checks.that(
                mode.equals("periodic") || mode.equals("revision"),
                "unknown auto-compaction-mode " + GoText.quoted(mode));
        if (options.tracing) {
            String invalid = "distributed tracing configurition is not valid: (tracing sampling rate must be ";
            Checks.that(options.tracingRate >= 0, invalid + "positive)");
            Checks.that(options.tracingRate <= TRACING_RATE_MAX, invalid + "less than " + TRACING_RATE_MAX + ")");
        }
        boolean kept = options.featureGates.isOn(Gate.LeaseCheckpointPersist);
        boolean taken = options.featureGates.isOn(Gate.LeaseCheckpoint);
        Checks.that(
                taken || !kept,
                "enabling feature gate LeaseCheckpointPersist requires enabling feature gate LeaseCheckpoint");
        Checks.that(
                options.compactHashCheck.isPositive(),
                "--compact-hash-check-time must be >0 (set to " + options.compactHashCheck.toSeconds() + "s)");
    }

    private void checkTls() throws ConfigurationException {
        int oldest = tlsVersion(options.tlsMinVersion);
        int newest = tlsVersion(options.tlsMaxVersion);
        Checks.that(
                newest == 0 || oldest <= newest,
                "min version (" + options.tlsMinVersion + ") is greater than max version (" + options.tlsMaxVersion
                        + ")");
        Checks.that(
                oldest < 3 || options.cipherSuites.isEmpty(),
                "cipher suites cannot be configured when only TLS1.3 is enabled");
    }

    private static int tlsVersion(String text) throws ConfigurationException {
        return switch (text) {
            case "" -> 0;
            case "TLS1.2" -> 2;
            case "TLS1.3" -> 3;
            default ->
                throw new ConfigurationException(
                        "unexpected TLS version " + GoText.quoted(text) + " (must be one of: TLS1.2, TLS1.3)");
        };
    }

    private void checkCompaction() throws ConfigurationException {
        String retention = options.compactionRetention.isEmpty() ? "0" : options.compactionRetention;
        if (!retention.matches("\\+?\\d{1,18}")) {
            try {
                GoDuration.parse(retention);
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException("error parsing CompactionRetention: " + e.getMessage());
            }
        }
    }

    private void warn() {
        if (options.name.equals("default")) {
            options.warn(
                    "it isn't recommended to use default name, please set a value for --name. "
                            + "Note that etcd might run into issue when multiple members have the same default name",
                    "name",
                    options.name);
        }
        if (options.isGiven("max-snapshots")) {
            options.warn("--max-snapshots is deprecated in 3.6 and will be decommissioned in 3.8.");
        }
        if (options.isGiven("v2-deprecation")) {
            options.warn(
                    "--v2-deprecation is deprecated and scheduled for removal in v3.8. The default value is enforced, "
                            + "ignoring user input.");
        }
        if (options.maxRequestBytes > REQUEST_BYTES_RECOMMENDED) {
            options.warn(
                    "exceeded recommended request limit",
                    "max-request-bytes",
                    options.maxRequestBytes,
                    "recommended-request-bytes",
                    REQUEST_BYTES_RECOMMENDED);
        }
        if (options.quotaBackendBytes > QUOTA_BYTES_RECOMMENDED) {
            options.warn(
                    "quota exceeds the maximum value",
                    "quota-size-bytes",
                    options.quotaBackendBytes,
                    "quota-maximum-size-bytes",
                    QUOTA_BYTES_RECOMMENDED);
        }
    }
}
