package io.quoin.consensus.raft;

import io.quoin.consensus.raft.election.ElectionTimer;

/** Waits for a leader, or follows one and watches whether it lives. */
final class FollowerState implements RoleState {
    private final int electionTicks;
    private final ElectionTimer timer;
    private long leader;
    private int ticksSinceLeader;

    FollowerState(long leader, int electionTicks, ElectionTimer timer) {
        this.leader = leader;
        this.electionTicks = electionTicks;
        this.timer = timer;
    }

    @Override
    public Role role() {
        return Role.FOLLOWER;
    }

    @Override
    public long leader() {
        return leader;
    }

    void heardFrom(long newLeader) {
        leader = newLeader;
        ticksSinceLeader = 0;
        timer.restart();
    }

    /** A vote was given: wait for its outcome. */
    void voted() {
        timer.restart();
    }

    /** Counts one tick; true when it is time to stand for election. */
    boolean tick() {
        ticksSinceLeader++;
        if (!timer.tick()) {
            return false;
        }
        timer.restart();
        leader = 0;
        return true;
    }

    /** Whether a leader was heard within the shortest election timeout. */
    boolean leaderIsAlive() {
        return leader != 0 && ticksSinceLeader < electionTicks;
    }
}
