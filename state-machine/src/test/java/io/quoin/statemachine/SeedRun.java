package io.quoin.statemachine;

import java.util.SplittableRandom;
import java.util.function.LongFunction;

/** Runs the sequence of a seed; also when loaded by {@link MutatedClasses}, of which only JDK types come through. */
public final class SeedRun implements LongFunction<String> {
    /** Null when store and model agree. */
    @Override
    public String apply(long seed) {
        return SequenceRun.difference(Step.sequence(new SplittableRandom(seed)));
    }
}
