package io.quoin.consensus.raft;

import io.quoin.consensus.raft.message.PreVoteResponse;

/** Counts an answer to the pre-vote that is under way; any other answer says nothing any more. */
final class PreVoteResponseHandler {
    private final CoreState core;
    private final Roles roles;
    private final Elections elections;

    PreVoteResponseHandler(CoreState core, Roles roles, Elections elections) {
        this.core = core;
        this.roles = roles;
        this.elections = elections;
    }

    void handle(PreVoteResponse response) {
        if (roles.current() instanceof PreCandidateState state && response.askedTerm() == core.term() + 1) {
            elections.preVoteAnswered(state, response.from(), response.granted());
        }
    }
}
