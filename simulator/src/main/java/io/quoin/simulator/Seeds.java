package io.quoin.simulator;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The seed of a run, split by purpose: a draw more in one place does not change what another place draws.
 */
public final class Seeds {
    /** Who draws. */
    public enum Purpose {
        SWARM,
        WORKLOAD,
        PAUSES,
        FAULTS,
        DISK,
        ENGINE,
        ELECTION,
        READS
    }

    private final long seed;

    public Seeds(long seed) {
        this.seed = seed;
    }

    /** The generator of a purpose; each call starts it anew. */
    public RandomGenerator of(Purpose purpose) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + (purpose.ordinal() + 1) * 0xD1B54A32D192ED03L);
    }
}
