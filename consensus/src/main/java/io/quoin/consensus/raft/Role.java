package io.quoin.consensus.raft;

/** The roles of a member (thesis §3.3), with the candidate before the candidate of §9.6. */
public enum Role {
    /** Follows the leader of its term, or waits for one. */
    FOLLOWER,
    /** Asks, without any change of state, whether it could win. */
    PRE_CANDIDATE,
    /** Stands for election in its term. */
    CANDIDATE,
    /** Won the election of its term. */
    LEADER
}
