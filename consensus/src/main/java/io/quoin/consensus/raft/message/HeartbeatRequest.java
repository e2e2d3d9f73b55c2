package io.quoin.consensus.raft.message;

/**
 * The leader lives.
 *
 * @param commit the leader's commit index, no higher than what this follower is known to hold
 */
public record HeartbeatRequest(long from, long to, long term, long commit) implements Message {}
