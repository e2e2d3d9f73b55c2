package io.quoin.consensus.raft;

import io.quoin.consensus.EntryId;
import io.quoin.consensus.raft.election.VoteRules;
import io.quoin.consensus.raft.message.PreVoteRequest;
import io.quoin.consensus.raft.message.PreVoteResponse;

/**
 * Handles a pre-vote request (thesis §9.6): granted when this member could vote in the asked term, is up to date with,
 * and knows no live leader. Changes nothing here. One who asks for a term that is over is told so, never ignored: it
 * may be stuck behind (etcd#8501).
 */
final class PreVoteRequestHandler {
    private final CoreState core;
    private final Roles roles;

    PreVoteRequestHandler(CoreState core, Roles roles) {
        this.core = core;
        this.roles = roles;
    }

    void handle(PreVoteRequest request) {
        boolean termIsAhead = request.askedTerm() > core.term();
        if (termIsAhead && roles.leaderIsAlive()) {
            return;
        }
        EntryId candidateLast = new EntryId(request.lastIndex(), request.lastTerm());
        boolean granted =
                termIsAhead && VoteRules.isUpToDate(candidateLast, core.log().last());
        core.outbox()
                .sendWhenDurable(
                        new PreVoteResponse(core.self(), request.from(), core.term(), request.askedTerm(), granted));
    }
}
