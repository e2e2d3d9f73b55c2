package io.quoin.consensus.raft.message;

/**
 * Your term is over. Answers an append or heartbeat of a lower term: a leader that cannot be heard by a member of a
 * higher term must learn that term, else that member never gets back into the cluster (etcd#8501).
 */
public record StaleTerm(long from, long to, long term) implements Message {}
