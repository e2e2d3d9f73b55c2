package io.quoin.server.grpc;

import io.quoin.consensus.node.ProposalRefusal;
import io.quoin.server.rpc.Answers;
import io.quoin.server.rpc.Method;
import io.quoin.server.rpc.MethodTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.Collectors;

/** All services over one replica, as a method table. */
public final class Services implements AutoCloseable {
    private final Reads reads;
    private final ProposalFailures failures;
    private final MethodTable methods;

    /**
     * Builds the services.
     *
     * @param answers filled on the node thread, which hands over after each batch
     * @param self this member as others see it
     */
    public Services(Replica replica, Answers answers, Limits limits, Self self) {
        KvResponses responses = new KvResponses(replica.clusterId(), replica.memberId());
        Proposer proposer = new Proposer(
                replica, answers, limits.requestBytesMax(), limits.timeout().toNanos());
        failures = proposer.failures();
        LargeReads large = new LargeReads(LargeReads.Bounds.ofMachine());
        reads = new Reads(replica, responses, large, limits.requestBytesMax());
        MetadataGate gate = new MetadataGate(replica);

        List<Method> served = new ArrayList<>();
        served.addAll(new KvService(replica, proposer, reads, responses, limits.txnOpsMax()).methods());
        served.addAll(new MaintenanceService(replica, limits.quotaBytes()).methods());
        served.addAll(new AlarmService(replica, proposer).methods());
        served.addAll(new HashService(replica).methods());
        served.addAll(new ClusterService(replica, self).methods());
        QuotaGate quota = new QuotaGate(replica, limits.quotaBytes());
        served.replaceAll(quota::guard);
        served.replaceAll(gate::guard);
        served.addAll(new HealthService().methods());
        served.addAll(UnservedMethods.allBut(served.stream().map(Method::path).collect(Collectors.toSet())));
        methods = MethodTable.of(served);
    }

    /** The table for the front door. */
    public MethodTable methods() {
        return methods;
    }

    /** What the services have counted. Any thread. */
    public ServiceFigures figures() {
        var refused = new EnumMap<ProposalRefusal, Long>(ProposalRefusal.class);
        for (ProposalRefusal reason : ProposalRefusal.values()) {
            refused.put(reason, failures.count(reason));
        }
        return new ServiceFigures(refused, failures.failed(), reads.largeWaiting(), reads.largeBytes());
    }

    /** Ends the threads for big reads, after those that wait. */
    @Override
    public void close() {
        reads.close();
    }

    /**
     * What requests may ask.
     *
     * @param requestBytesMax longest request, as etcd would marshal it
     * @param txnOpsMax most operations of a transaction's level
     * @param quotaBytes bound of the storage, negative for none
     * @param timeout a request that the log has not decided by then is answered with {@code request timed out}
     */
    public record Limits(int requestBytesMax, int txnOpsMax, long quotaBytes, Duration timeout) {}

    /**
     * What this member tells of itself.
     *
     * @param name human-readable
     * @param peerUrls where its peers find it
     * @param clientUrls where clients find it
     */
    public record Self(String name, List<String> peerUrls, List<String> clientUrls) {}
}
