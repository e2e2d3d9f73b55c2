package io.quoin.consensus.raft;

/**
 * A member as it is between two turns.
 *
 * @param vote member it voted for in {@code term}, 0 for none
 * @param leader leader of {@code term} as far as known, 0 for none
 * @param commit highest index known to be committed
 * @param applied highest index that the state machine reported
 * @param lastIndex last entry of the log, durable or not
 * @param locallyConfirmed whether this member alone proves its leadership: it leads, an entry of its own term is
 *     committed (before that a leader may not know all that is committed, etcd#7331), and it alone is a quorum of the
 *     configuration. A linearizable read then needs no round of messages
 */
public record RaftStatus(
        Role role,
        long term,
        long vote,
        long leader,
        long commit,
        long applied,
        long lastIndex,
        boolean locallyConfirmed) {}
