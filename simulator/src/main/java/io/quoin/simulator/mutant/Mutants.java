package io.quoin.simulator.mutant;

import io.quoin.simulator.Mutant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The list of all mistakes. */
public final class Mutants {
    /**
     * A kind of mistake.
     *
     * @param name what the command line calls it
     * @param maker makes one for a run
     */
    public record Kind(String name, Function<RandomGenerator, Mutant> maker) {
        /** A mutant whose own draws come from the seed. */
        public Mutant make(long seed) {
            return maker.apply(new SplittableRandom(seed));
        }
    }

    private static final List<Kind> ALL = List.of(
            new Kind("answer-before-force", random -> new AnswerBeforeForce()),
            new Kind("vote-before-force", random -> new VoteBeforeForce()),
            new Kind("torn-batch-accepted", random -> new TornBatchAccepted()),
            new Kind("damaged-batch-cut-away", random -> new DamagedBatchCutAway()),
            new Kind("applied-index-ahead-of-data", random -> new SplitCommit(random, SplitCommit.First.CHECKPOINT)),
            new Kind("data-ahead-of-applied-index", random -> new SplitCommit(random, SplitCommit.First.DATA)),
            new Kind("log-cut-too-far", random -> new LogCutTooFar()),
            new Kind("revision-inferred-from-data", random -> new RevisionInferred()),
            new Kind("pending-removed-before-commit", random -> new LateCommit()),
            new Kind("read-error-is-false", random -> new ReadErrorIsFalse()),
            new Kind("damaged-value-served", random -> new DamagedValueServed()));

    private Mutants() {}

    /** All kinds, in a fixed order. */
    public static List<Kind> all() {
        return ALL;
    }

    /** The mistake of that name, for any seed. */
    public static Kind named(String name) {
        return ALL.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no mutant is called " + name));
    }
}
