package io.quoin.server.grpc;

import io.quoin.consensus.node.Proposal;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.StoreReader;
import io.quoin.storage.EngineStats;
import java.util.List;

/** The member below the services: it takes proposals and shows its state. Any thread; nothing blocks. */
public interface Replica {
    /** Id of the cluster, by etcd's rule. */
    long clusterId();

    /** Id of this member, by etcd's rule. */
    long memberId();

    /** Hands proposals over, in order; the list is the replica's from now on. Each waiter is told its outcome once. */
    void propose(List<Proposal> proposals);

    /** Term, leader and positions, as of the last turn of the node. */
    RaftStatus status();

    /** The newest published state. A read takes exactly one. */
    AppliedState state();

    /** Reads states. */
    StoreReader reader();

    /** What the storage engine holds. */
    EngineStats storage();

    /** Applied records that the engine does not have yet, in bytes. */
    long pendingBytes();
}
