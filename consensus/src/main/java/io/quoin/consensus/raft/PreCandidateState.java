package io.quoin.consensus.raft;

import io.quoin.consensus.raft.election.ElectionTimer;
import io.quoin.consensus.raft.election.VoteTally;

/** Has asked the others whether they would vote for it. */
record PreCandidateState(VoteTally tally, ElectionTimer timer) implements RoleState {
    @Override
    public Role role() {
        return Role.PRE_CANDIDATE;
    }

    @Override
    public long leader() {
        return 0;
    }
}
