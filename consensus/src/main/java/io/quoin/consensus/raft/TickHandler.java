package io.quoin.consensus.raft;

import io.quoin.consensus.raft.replication.Progress;

/**
 * Lets time pass: election timeouts, heartbeats, and the leader's look at its quorum. Never waits for disk or peers.
 */
final class TickHandler {
    private final CoreState core;
    private final Roles roles;
    private final Elections elections;
    private final Replication replication;

    TickHandler(CoreState core, Roles roles, Elections elections, Replication replication) {
        this.core = core;
        this.roles = roles;
        this.elections = elections;
        this.replication = replication;
    }

    void handle() {
        switch (roles.current()) {
            case FollowerState follower -> {
                boolean timeout = follower.tick();
                // Nobody else can be elected, so there is nobody to wait for.
                if (timeout || core.selfIsQuorum()) {
                    elections.campaign();
                }
            }
            case PreCandidateState state -> {
                if (state.timer().tick()) {
                    campaignAgain();
                }
            }
            case CandidateState state -> {
                if (state.timer().tick()) {
                    campaignAgain();
                }
            }
            case LeaderState leading -> tick(leading);
        }
    }

    private void campaignAgain() {
        roles.becomeFollower(0);
        elections.campaign();
    }

    /** Without a quorum that answers, others may have a leader by now, or need one (thesis §6.2). */
    private void tick(LeaderState leading) {
        if (leading.quorumCheckDue(core.options().electionTicks())) {
            if (!core.quorum().isSatisfiedBy(member -> isActive(leading, member))) {
                roles.becomeFollower(0);
                return;
            }
            leading.peers().forEach(Progress::forgetActivity);
        }
        if (leading.heartbeatDue(core.options().heartbeatTicks())) {
            replication.heartbeat(leading);
        }
    }

    private boolean isActive(LeaderState leading, long member) {
        return member == core.self() || leading.peer(member).isRecentlyActive();
    }
}
