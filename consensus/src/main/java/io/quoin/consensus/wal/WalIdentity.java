package io.quoin.consensus.wal;

/**
 * Whose log it is. Every segment and the vote file carry it; a log of another cluster or member is refused.
 *
 * @param clusterId id of the cluster
 * @param memberId id of the member within it
 */
public record WalIdentity(long clusterId, long memberId) {
    /** Says, in the words of a refusal, whose log was found instead. */
    String mismatch(WalIdentity found) {
        return String.format(
                "belongs to member %x of cluster %x, not to member %x of cluster %x",
                found.memberId, found.clusterId, memberId, clusterId);
    }
}
