package io.quoin.consensus.raft;

import io.quoin.consensus.Invariant;

/**
 * The term and the vote in it. The term only grows; the vote is cleared by a new term and by nothing else (rule D9): a
 * member that steps down within a term, even one that lost its election, may not vote again.
 */
final class Ballot {
    private long term;
    private long vote;
    private HardState handedOut;
    private long handedOutSequence;

    Ballot(HardState durable) {
        term = durable.term();
        vote = durable.vote();
        handedOut = durable;
    }

    long term() {
        return term;
    }

    /** The member voted for in {@link #term()}, 0 for none. */
    long vote() {
        return vote;
    }

    void enter(long newTerm) {
        Invariant.check(newTerm > term, "term %d after %d", newTerm, term);
        term = newTerm;
        vote = 0;
    }

    void voteFor(long candidate) {
        Invariant.check(vote == 0 || vote == candidate, "second vote, for %d after %d", candidate, vote);
        vote = candidate;
    }

    /** Whether term or vote differ from what was last handed to the disk. */
    boolean isChanged() {
        return term != handedOut.term() || vote != handedOut.vote();
    }

    /** The batch with the newest term and vote that were handed to the disk; 0 when they were there at the start. */
    long handedOutSequence() {
        return handedOutSequence;
    }

    /** Hands the hard state to the disk with the batch {@code sequence}; null when nothing of it has changed. */
    HardState handOut(long commit, long sequence) {
        if (!isChanged() && commit == handedOut.commit()) {
            return null;
        }
        if (isChanged()) {
            handedOutSequence = sequence;
        }
        handedOut = new HardState(term, vote, commit);
        return handedOut;
    }
}
