package io.quoin.consensus.raft;

import io.quoin.consensus.EntryId;
import io.quoin.consensus.raft.message.PreVoteRequest;
import io.quoin.consensus.raft.message.VoteRequest;
import io.quoin.consensus.raft.quorum.VoteResult;

/**
 * Stands for election: first a pre-vote, which changes nothing anywhere, then the vote. A member that is a quorum by
 * itself wins both without a message, the vote as soon as its own is durable.
 */
final class Elections {
    private final CoreState core;
    private final Roles roles;

    Elections(CoreState core, Roles roles) {
        this.core = core;
        this.roles = roles;
    }

    /** Whether this member may stand at all: it votes in the configuration, and its disk works. */
    boolean mayStand() {
        return core.configuration().isVoter(core.self())
                && !core.log().durability().isStalled();
    }

    /** Asks the voters whether they would vote for this member. */
    void campaign() {
        if (!mayStand() || roles.leading() != null) {
            return;
        }
        PreCandidateState state = roles.becomePreCandidate();
        EntryId last = core.log().last();
        for (long voter : core.configuration().members()) {
            if (voter != core.self() && core.configuration().isVoter(voter)) {
                core.outbox().send(new PreVoteRequest(core.self(), voter, core.term(), last.index(), last.term()));
            }
        }
        preVoteAnswered(state, core.self(), true);
    }

    void preVoteAnswered(PreCandidateState state, long voter, boolean granted) {
        VoteResult result = state.tally().record(voter, granted);
        if (result == VoteResult.WON) {
            stand();
        } else if (result == VoteResult.LOST) {
            roles.becomeFollower(0);
        }
    }

    private void stand() {
        roles.becomeCandidate();
        EntryId last = core.log().last();
        for (long voter : core.configuration().members()) {
            if (voter != core.self() && core.configuration().isVoter(voter)) {
                VoteRequest request = new VoteRequest(core.self(), voter, core.term(), last.index(), last.term());
                core.outbox().sendWhenDurable(request);
            }
        }
    }

    void voteAnswered(CandidateState state, long voter, boolean granted) {
        VoteResult result = state.tally().record(voter, granted);
        if (result == VoteResult.WON) {
            roles.becomeLeader();
        } else if (result == VoteResult.LOST) {
            roles.becomeFollower(0);
        }
    }
}
