package io.quoin.consensus.raft.message;

/**
 * Would you vote for me in the next term? Changes neither side's term or vote (thesis §9.6).
 *
 * @param term the sender's term; it asks for {@code term + 1}
 * @param lastIndex last entry of the sender's log
 * @param lastTerm term of that entry
 */
public record PreVoteRequest(long from, long to, long term, long lastIndex, long lastTerm) implements Message {
    /** The term in which the sender would stand. */
    public long askedTerm() {
        return term + 1;
    }
}
