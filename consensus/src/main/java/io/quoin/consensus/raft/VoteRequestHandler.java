package io.quoin.consensus.raft;

import io.quoin.consensus.EntryId;
import io.quoin.consensus.raft.election.VoteRules;
import io.quoin.consensus.raft.message.VoteRequest;
import io.quoin.consensus.raft.message.VoteResponse;

/**
 * Handles a vote request of this term or an older one (thesis §3.4). At most one member gets the vote of a term, and
 * only one whose log is at least as complete as ours. The answer leaves when the vote is durable.
 */
final class VoteRequestHandler {
    private final CoreState core;
    private final Roles roles;

    VoteRequestHandler(CoreState core, Roles roles) {
        this.core = core;
        this.roles = roles;
    }

    void handle(VoteRequest request) {
        EntryId candidateLast = new EntryId(request.lastIndex(), request.lastTerm());
        boolean granted = request.term() == core.term()
                && VoteRules.isVoteFree(request.from(), core.ballot().vote(), roles.leader())
                && VoteRules.isUpToDate(candidateLast, core.log().last());
        if (granted) {
            core.ballot().voteFor(request.from());
            waitForOutcome();
        }
        core.outbox().sendWhenDurable(new VoteResponse(core.self(), request.from(), core.term(), granted));
    }

    private void waitForOutcome() {
        if (roles.current() instanceof FollowerState follower) {
            follower.voted();
        } else {
            roles.becomeFollower(0);
        }
    }
}
