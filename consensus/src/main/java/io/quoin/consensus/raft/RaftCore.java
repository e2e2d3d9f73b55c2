package io.quoin.consensus.raft;

import java.util.random.RandomGenerator;

/** One member's Raft. */
public final class RaftCore {
    public RaftCore(RaftOptions options, Bootstrap bootstrap, LogView durableLog, RandomGenerator random) {}

    /** Takes one input; effects collect until {@link #drain()}. */
    public void step(Input input) {}

    /** Whether {@link #drain()} may return anything. */
    public boolean hasEffects() {
        return false;
    }

    /** What the inputs since the last drain ask of the world. */
    public Effects drain() {
        return Effects.NONE;
    }

    /** The member as it is now. */
    public RaftStatus status() {
        return null;
    }
}
