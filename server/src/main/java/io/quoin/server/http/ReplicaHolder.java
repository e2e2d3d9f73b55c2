package io.quoin.server.http;

import io.quoin.server.grpc.Replica;
import jakarta.inject.Singleton;

/** The member whose state the routes show; null until it has started. Any thread. */
@Singleton
public class ReplicaHolder {
    private volatile Replica replica;

    /** The member, or null. */
    public Replica get() {
        return replica;
    }

    /** From now on, or, with null, no longer. */
    public void set(Replica member) {
        replica = member;
    }

    /** Whether there is a member that knows a leader. */
    boolean hasLeader() {
        Replica member = replica;
        return member != null && member.status().leader() != 0;
    }
}
