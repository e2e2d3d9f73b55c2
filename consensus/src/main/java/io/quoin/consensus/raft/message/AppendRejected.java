package io.quoin.consensus.raft.message;

/**
 * The follower has no entry, or another one, at {@code prevIndex} of the request.
 *
 * @param rejectedIndex {@code prevIndex} of the rejected request; tells an old answer from a new one
 * @param hintIndex highest index at which the logs can still agree: the follower's last one, at most
 *     {@code rejectedIndex}, whose term is not above {@code prevTerm} of the request
 * @param hintTerm the follower's term at that index, so that the leader skips whole terms likewise
 */
public record AppendRejected(long from, long to, long term, long rejectedIndex, long hintIndex, long hintTerm)
        implements Message {}
