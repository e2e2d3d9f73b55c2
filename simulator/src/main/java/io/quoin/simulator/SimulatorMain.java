package io.quoin.simulator;

import io.quoin.simulator.mutant.Mutants;
import java.util.List;

/**
 * The command line of the simulator.
 *
 * <pre>
 *   --seed N        run one seed and print its trace
 *   --seeds N       run seeds 1 to N (default 1000)
 *   --from N        the first of them
 *   --mutants       show for each mutant the seed that finds it
 *   --mutant NAME   run with that mutant
 * </pre>
 */
public final class SimulatorMain {
    private static final int MUTANT_SEEDS = 200;

    private SimulatorMain() {}

    public static void main(String[] arguments) {
        Arguments parsed = Arguments.parse(List.of(arguments));
        boolean passed = parsed.mutants() ? mutants(parsed.from()) : parsed.single() ? one(parsed) : many(parsed);
        System.exit(passed ? 0 : 1);
    }

    private static boolean one(Arguments arguments) {
        Report report = Simulation.run(arguments.from(), arguments.mutantFor(arguments.from()), true);
        System.out.println(Reports.outcome(report));
        return report.passed();
    }

    private static boolean many(Arguments arguments) {
        Reports.Summary summary = new Reports.Summary();
        long begin = System.nanoTime();
        for (long seed = arguments.from(); seed < arguments.from() + arguments.seeds(); seed++) {
            Report report = Simulation.run(seed, arguments.mutantFor(seed), false);
            summary.add(report);
            if (!report.passed()) {
                System.out.println(Reports.failure(report));
                return false;
            }
        }
        System.out.println(summary.text(System.nanoTime() - begin));
        return true;
    }

    private static boolean mutants(long from) {
        boolean allFound = true;
        for (Mutants.Kind kind : Mutants.all()) {
            Report found = null;
            for (long seed = from; seed < from + MUTANT_SEEDS && found == null; seed++) {
                Report report = Simulation.run(seed, kind.make(seed), false);
                found = report.passed() ? null : report;
            }
            System.out.println(Reports.mutantRow(kind.name(), found));
            allFound &= found != null;
        }
        return allFound;
    }
}
