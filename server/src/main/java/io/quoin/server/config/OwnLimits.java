package io.quoin.server.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is checked beyond etcd: what this server cannot do, or not yet. What would be wrong to ignore is refused. */
final class OwnLimits {
    private static final long REQUEST_BYTES_MAX = 1 << 30;
    private static final int PORT_MAX = 0xFFFF;

    private final OptionsBuilder options;

    OwnLimits(OptionsBuilder options) {
        this.options = options;
    }

    void check() throws ConfigurationException {
        Checks.that(!options.name.isEmpty(), "--name must not be empty");
        checkListening(options.listenClientUrls);
        checkListening(options.listenMetricsUrls);
        Checks.that(
                options.maxRequestBytes > 0 && options.maxRequestBytes <= REQUEST_BYTES_MAX,
                "--max-request-bytes must be between 1 and 1 GiB");
        Checks.that(
                options.discoveryEndpoints.isEmpty() && options.discoveryDomain.isEmpty(),
                "a cluster cannot be discovered yet: give --initial-cluster");
        checkCluster();
    }

    private static void checkListening(List<MemberUrl> urls) throws ConfigurationException {
        for (MemberUrl url : urls) {
            Checks.that(url.port() <= PORT_MAX, "listen tcp: address " + url.port() + ": invalid port");
            Checks.that(url.scheme().equals("http"), "only http can be listened on so far: " + url);
        }
    }

    private void checkCluster() throws ConfigurationException {
        Checks.that(
                options.clusterState.equals("new"),
                "joining an existing cluster is not possible yet: --initial-cluster-state");
        if (!options.isGiven("initial-cluster")) {
            return;
        }
        Map<String, List<MemberUrl>> members = members(options.cluster);
        List<MemberUrl> own = members.get(options.name);
        Checks.that(
                own != null,
                "couldn't find local name " + GoText.quoted(options.name) + " in the initial cluster configuration");
        Checks.that(
                members.size() == 1,
                "a cluster of more than one member is not possible yet: --initial-cluster names " + members.size());
        if (!Set.copyOf(own).equals(Set.copyOf(options.peerUrls))) {
            throw new ConfigurationException("--initial-cluster has " + options.name + "=" + texts(own)
                    + " but missing from --initial-advertise-peer-urls=" + texts(options.peerUrls));
        }
    }

    private static Map<String, List<MemberUrl>> members(String cluster) throws ConfigurationException {
        try {
            return Stream.of(cluster.split(","))
                    .filter(member -> !member.isEmpty())
                    .map(member -> member.split("=", 2))
                    .collect(Collectors.groupingBy(
                            member -> member[0],
                            Collectors.mapping(
                                    member -> MemberUrl.parse(member.length < 2 ? "" : member[1].strip()),
                                    Collectors.toList())));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("error setting up initial cluster: " + e.getMessage());
        }
    }

    private static String texts(List<MemberUrl> urls) {
        return String.join(
                ",", new TreeSet<>(urls.stream().map(MemberUrl::toString).toList()));
    }
}
