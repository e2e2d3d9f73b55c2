package io.quoin.consensus.raft.election;

import io.quoin.consensus.EntryId;

/** Whom a member may vote for (thesis §3.4 and §3.6.1). */
public final class VoteRules {
    private VoteRules() {}

    /**
     * Whether a log that ends with {@code candidate} holds at least all that one ending with {@code own} can have
     * committed.
     */
    public static boolean isUpToDate(EntryId candidate, EntryId own) {
        return candidate.term() > own.term() || (candidate.term() == own.term() && candidate.index() >= own.index());
    }

    /**
     * Whether the vote of a term may go to the candidate: it has it already, or nobody has and no leader of the term is
     * known.
     */
    public static boolean isVoteFree(long candidate, long vote, long leader) {
        return vote == candidate || (vote == 0 && leader == 0);
    }
}
