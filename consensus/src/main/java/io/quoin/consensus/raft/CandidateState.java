package io.quoin.consensus.raft;

import io.quoin.consensus.raft.election.ElectionTimer;
import io.quoin.consensus.raft.election.VoteTally;

/**
 * Stands for election.
 *
 * @param voteSequence the batch with the vote for itself, which counts when that is durable
 */
record CandidateState(VoteTally tally, ElectionTimer timer, long voteSequence) implements RoleState {
    @Override
    public Role role() {
        return Role.CANDIDATE;
    }

    @Override
    public long leader() {
        return 0;
    }
}
