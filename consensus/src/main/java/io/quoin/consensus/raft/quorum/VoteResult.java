package io.quoin.consensus.raft.quorum;

/** Where a vote stands. */
public enum VoteResult {
    /** Both outcomes are still possible. */
    PENDING,
    /** A quorum granted it. */
    WON,
    /** So many refused that no quorum can grant it any more. */
    LOST;

    /** The result when both must be won. */
    VoteResult and(VoteResult other) {
        if (this == LOST || other == LOST) {
            return LOST;
        }
        return this == WON && other == WON ? WON : PENDING;
    }
}
