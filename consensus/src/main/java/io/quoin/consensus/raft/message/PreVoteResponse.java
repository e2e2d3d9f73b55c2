package io.quoin.consensus.raft.message;

/**
 * Answers a {@link PreVoteRequest}.
 *
 * @param term the responder's own term; if higher than the asker's, the asker adopts it
 * @param askedTerm the term that was asked for; tells which round is answered
 */
public record PreVoteResponse(long from, long to, long term, long askedTerm, boolean granted) implements Message {}
