package io.quoin.consensus.node;

import io.quoin.consensus.raft.RaftStatus;

/** Told what happens, on the node thread unless said otherwise. May not block or throw. */
public interface NodeListener {
    /** All waiters of a batch have been told; what they collected can be handed over now, in one go. */
    void answersReady();

    /** Role, term or leader have changed. */
    void statusChanged(RaftStatus status);

    /** The state machine has flushed, which took so long. Flush thread. */
    default void flushed(long nanos) {}

    /** A disk was full, and the reserve is not whole: nothing may be taken that takes space. Again with each tick. */
    default void shortOfSpace() {}

    /** The reserve is whole again after {@link #shortOfSpace}. Background thread. */
    default void spaceIsBack() {}
}
