package io.quoin.consensus.raft.message;

/** Answers a {@link VoteRequest}; {@code term} is that of the election, or a higher one that the responder is in. */
public record VoteResponse(long from, long to, long term, boolean granted) implements Message {}
