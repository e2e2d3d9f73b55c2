package io.quoin.consensus.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.InvariantViolation;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many short random runs; a failure names its seed, and {@code -Dcluster.seed=N} runs that one alone. */
class RandomClusterTest {
    private static final int RUNS = Integer.getInteger("cluster.runs", 2_000);
    private static final int STEPS = 3_000;
    private static final int MUTANT_SEEDS_MAX = 3_000;
    private static final Set<Mutation> NONE = EnumSet.noneOf(Mutation.class);

    @Test
    void noRunBreaksASafetyPropertyAndAllAgreeInTheEnd() {
        Long only = Long.getLong("cluster.seed");
        if (only != null) {
            runOrName(only);
            return;
        }
        long committed = 0;
        for (long seed = 0; seed < RUNS; seed++) {
            committed += runOrName(seed);
        }
        assertTrue(committed > RUNS * 4L, "only " + committed + " entries were committed: the runs test little");
    }

    private static int runOrName(long seed) {
        RandomCluster cluster = new RandomCluster(seed, NONE);
        try {
            cluster.run(STEPS);
            cluster.healAndAgree();
        } catch (RuntimeException | InvariantViolation failure) {
            throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
        }
        return cluster.committed();
    }

    @ParameterizedTest
    @EnumSource(Mutation.class)
    void everyMutationIsFound(Mutation mutation) {
        for (long seed = 0; seed < MUTANT_SEEDS_MAX; seed++) {
            RandomCluster cluster = new RandomCluster(seed, EnumSet.of(mutation));
            try {
                cluster.run(STEPS);
            } catch (InvariantViolation found) {
                System.out.printf("%-32s seed %4d: %s%n", mutation, seed, found.getMessage());
                return;
            }
        }
        throw new AssertionError(mutation + " is not found in " + MUTANT_SEEDS_MAX + " seeds");
    }

    @Test
    void theSameInputsGiveTheSameEffects() {
        for (long seed = 0; seed < 20; seed++) {
            String first = new RandomCluster(seed, NONE).runAndTell(STEPS);
            String second = new RandomCluster(seed, NONE).runAndTell(STEPS);
            assertEquals(first, second);
        }
    }
}
