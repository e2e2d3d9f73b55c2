package io.quoin.consensus.raft;

import io.quoin.consensus.Invariant;
import io.quoin.consensus.raft.replication.Progress;
import java.util.List;

/** Leads: what it knows of each other member, and the time since its heartbeat and its last look at the quorum. */
final class LeaderState implements RoleState {
    private final long self;
    private final List<Progress> peers;
    private final long noOpIndex;
    private int ticksSinceHeartbeat;
    private int ticksSinceQuorumCheck;
    private long uncommittedBytes;
    private boolean sendWanted = true;

    /**
     * @param peers the other members, ascending
     * @param noOpIndex the first entry of this leadership
     */
    LeaderState(long self, List<Progress> peers, long noOpIndex) {
        this.self = self;
        this.peers = peers;
        this.noOpIndex = noOpIndex;
    }

    @Override
    public Role role() {
        return Role.LEADER;
    }

    @Override
    public long leader() {
        return self;
    }

    List<Progress> peers() {
        return peers;
    }

    /** What is known of a member, null for one that is not replicated to. */
    Progress peer(long member) {
        for (Progress peer : peers) {
            if (peer.member() == member) {
                return peer;
            }
        }
        return null;
    }

    /**
     * The first entry of this leadership; once it is committed, the leader knows all that is committed (thesis §6.4).
     */
    long noOpIndex() {
        return noOpIndex;
    }

    /** Bytes proposed in this leadership and not yet committed. */
    long uncommittedBytes() {
        return uncommittedBytes;
    }

    void proposed(long bytes) {
        uncommittedBytes += bytes;
    }

    void committed(long bytes) {
        uncommittedBytes -= bytes;
        Invariant.check(uncommittedBytes >= 0, "uncommitted bytes %d", uncommittedBytes);
    }

    /** Counts one tick; true when a heartbeat is due. */
    boolean heartbeatDue(int heartbeatTicks) {
        ticksSinceHeartbeat++;
        if (ticksSinceHeartbeat < heartbeatTicks) {
            return false;
        }
        ticksSinceHeartbeat = 0;
        return true;
    }

    /** Counts one tick; true when it is time to look whether a quorum still answers. */
    boolean quorumCheckDue(int electionTicks) {
        ticksSinceQuorumCheck++;
        if (ticksSinceQuorumCheck < electionTicks) {
            return false;
        }
        ticksSinceQuorumCheck = 0;
        return true;
    }

    /** Something changed that may let an append leave at the end of the turn. */
    void wantSend() {
        sendWanted = true;
    }

    boolean isSendWanted() {
        return sendWanted;
    }

    void sent() {
        sendWanted = false;
    }
}
