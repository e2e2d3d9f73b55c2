package io.quoin.statemachine;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Generated sequences of commands, reads, flushes, compaction slices and crashes: store and model answer alike. Longer
 * runs: {@code -Dmodel.sequences=1000000}; one sequence again: {@code -Dmodel.seed=<seed> -Dmodel.sequences=1}.
 */
class StoreAgainstModelTest {
    private static final int SEQUENCES = Integer.getInteger("model.sequences", 100_000);
    private static final long FIRST_SEED = Long.getLong("model.seed", 1);

    @Test
    void theStoreAnswersAsTheModelDoes() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEQUENCES; seed++) {
            List<Step> steps = Step.sequence(new SplittableRandom(seed));
            if (SequenceRun.difference(steps) != null) {
                List<Step> shrunk = shrink(steps);
                fail("-Dmodel.seed=%d -Dmodel.sequences=1%n%s%n%s"
                        .formatted(seed, text(shrunk), SequenceRun.difference(shrunk)));
            }
        }
    }

    /** Leaves out steps, many at first, for as long as there is a difference. */
    private static List<Step> shrink(List<Step> failing) {
        List<Step> smallest = failing;
        for (int width = failing.size() / 2; width > 0; width = width == 1 && shrinksAt(smallest) ? 1 : width / 2) {
            smallest = withoutRuns(smallest, width);
        }
        return smallest;
    }

    private static boolean shrinksAt(List<Step> steps) {
        return withoutRuns(steps, 1).size() < steps.size();
    }

    private static List<Step> withoutRuns(List<Step> steps, int width) {
        List<Step> smallest = steps;
        for (int from = 0; from + width <= smallest.size(); ) {
            var candidate = new ArrayList<>(smallest);
            candidate.subList(from, from + width).clear();
            if (SequenceRun.difference(candidate) != null) {
                smallest = candidate;
            } else {
                from += width;
            }
        }
        return smallest;
    }

    private static String text(List<Step> steps) {
        var text = new StringBuilder();
        steps.forEach(step -> text.append(step.toString().replace("\n", " ")).append('\n'));
        return text.toString();
    }
}
