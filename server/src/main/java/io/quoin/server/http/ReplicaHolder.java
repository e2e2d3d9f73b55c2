package io.quoin.server.http;

import io.quoin.server.grpc.Replica;
import io.quoin.server.metrics.Metrics;
import jakarta.inject.Singleton;

/** The member that the routes show; none until it has started. Any thread. */
@Singleton
public class ReplicaHolder {
    private volatile Served served;

    /** A member, and what is measured of it. */
    public record Served(Replica replica, Metrics metrics) {}

    /** The member, or null. */
    public Served served() {
        return served;
    }

    /** From now on, or, with null, no longer. */
    public void set(Served member) {
        served = member;
    }

    /** Whether there is a member that knows a leader. */
    boolean hasLeader() {
        Served member = served;
        return member != null && member.replica().status().leader() != 0;
    }
}
