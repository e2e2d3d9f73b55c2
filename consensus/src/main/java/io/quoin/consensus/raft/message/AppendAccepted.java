package io.quoin.consensus.raft.message;

/**
 * The follower's log agrees with the leader's up to {@code matchIndex}, durably.
 *
 * @param matchIndex only grows within a term, though messages may arrive in another order
 */
public record AppendAccepted(long from, long to, long term, long matchIndex) implements Message {}
