package io.quoin.consensus.raft.message;

/**
 * Vote for me in this term (thesis §3.4). It leaves only when the sender's own vote, and the log it vouches for, are
 * durable: otherwise a crash could let the sender lead the same term a second time, with a shorter log.
 *
 * @param term the term of the election
 * @param lastIndex last entry of the sender's log
 * @param lastTerm term of that entry
 */
public record VoteRequest(long from, long to, long term, long lastIndex, long lastTerm) implements Message {}
