package io.quoin.consensus.raft;

import io.quoin.consensus.raft.message.VoteResponse;

/** Counts a vote of this term, if the election is still open. */
final class VoteResponseHandler {
    private final Roles roles;
    private final Elections elections;

    VoteResponseHandler(Roles roles, Elections elections) {
        this.roles = roles;
        this.elections = elections;
    }

    void handle(VoteResponse response) {
        if (roles.current() instanceof CandidateState state) {
            elections.voteAnswered(state, response.from(), response.granted());
        }
    }
}
