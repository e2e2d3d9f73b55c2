package io.quoin.server.config;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the values of flags, then checks what several of them must fulfil together. Used once. */
final class OptionsBuilder {
    String name;
    String dataDirectory;
    List<MemberUrl> listenClientUrls;
    List<MemberUrl> advertiseClientUrls;
    List<MemberUrl> listenPeerUrls;
    List<MemberUrl> peerUrls;
    Map<String, List<MemberUrl>> cluster;
    String clusterState;
    String clusterToken;
    String logLevel;
    String logFormat;
    long maxRequestBytes;
    long maxTxnOps;
    long quotaBackendBytes;
    long maxConcurrentStreams;

    /** Set when the operator gave the flag or its variable, and not just the table's default. */
    final Set<String> given = new HashSet<>();

    /**
     * Makes the options.
     *
     * @throws ConfigurationException when the values do not go together, or ask for what is not there
     */
    ServerOptions build() throws ConfigurationException {
        check(!name.isEmpty(), "--name must not be empty");
        check(
                !given.contains("listen-client-urls") || given.contains("advertise-client-urls"),
                "--advertise-client-urls is required when --listen-client-urls is set explicitly");
        checkListening(listenClientUrls);
        checkListening(listenPeerUrls);
        check(maxRequestBytes > 0 && maxRequestBytes <= 1 << 30, "--max-request-bytes must be between 1 and 1 GiB");
        check(maxTxnOps > 0 && maxTxnOps <= 1 << 20, "--max-txn-ops must be between 1 and 1048576");
        check(
                maxConcurrentStreams > 0 && maxConcurrentStreams <= 0xFFFF_FFFFL,
                "--max-concurrent-streams must be between 1 and 4294967295");
        checkCluster();
        return new ServerOptions(
                name,
                Path.of(dataDirectory.isEmpty() ? name + ".etcd" : dataDirectory),
                listenClientUrls,
                advertiseClientUrls,
                listenPeerUrls,
                peerUrls,
                clusterToken,
                logLevel,
                logFormat,
                (int) maxRequestBytes,
                (int) maxTxnOps,
                quotaBackendBytes,
                maxConcurrentStreams);
    }

    private static void checkListening(List<MemberUrl> urls) throws ConfigurationException {
        for (MemberUrl url : urls) {
            check(url.scheme().equals("http"), "only http can be listened on so far: " + url);
            check(url.isBindable(), "expected IP in URL for binding (" + url + ")");
        }
    }

    private void checkCluster() throws ConfigurationException {
        check(clusterState.equals("new"), "joining an existing cluster is not possible yet: --initial-cluster-state");
        if (!given.contains("initial-cluster")) {
            return;
        }
        check(
                cluster.size() == 1,
                "a cluster of more than one member is not possible yet: --initial-cluster names " + cluster.size());
        List<MemberUrl> own = cluster.get(name);
        check(own != null, "couldn't find local name \"" + name + "\" in the initial cluster configuration");
        check(
                Set.copyOf(own).equals(Set.copyOf(peerUrls)),
                "--initial-cluster has " + own + " but --initial-advertise-peer-urls is " + peerUrls);
    }

    private static void check(boolean holds, String otherwise) throws ConfigurationException {
        if (!holds) {
            throw new ConfigurationException(otherwise);
        }
    }
}
