package io.quoin.consensus.raft.message;

/** The follower heard the leader. */
public record HeartbeatResponse(long from, long to, long term) implements Message {}
