package io.quoin.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The short form; {@code ./simulate --seeds N} runs as many as one likes. */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 1_000);

    @Test
    void everyInvariantHoldsForEverySeed() {
        Reports.Summary summary = new Reports.Summary();
        long begin = System.nanoTime();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Report report = Simulation.run(seed, Mutant.NONE, false);
            assertTrue(report.passed(), () -> Reports.failure(report));
            summary.add(report);
        }
        System.out.println(summary.text(System.nanoTime() - begin));
    }

    @Test
    void aSeedGivesTheSameRunBitForBit() {
        for (long seed = 1; seed <= 20; seed++) {
            assertEquals(digest(seed), digest(seed), "seed " + seed);
        }
        assertNotEquals(digest(1), digest(2), "the digest does not tell runs apart");
    }

    private static long digest(long seed) {
        return Simulation.run(seed, Mutant.NONE, false).digest();
    }
}
