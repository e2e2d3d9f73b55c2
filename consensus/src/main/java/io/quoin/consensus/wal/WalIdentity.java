package io.quoin.consensus.wal;

/**
 * Whose log it is. Every segment and the vote file carry it; a log of another cluster or member is refused.
 *
 * @param clusterId id of the cluster
 * @param memberId id of the member within it
 */
public record WalIdentity(long clusterId, long memberId) {}
