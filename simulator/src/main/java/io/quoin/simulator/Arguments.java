package io.quoin.simulator;

import io.quoin.simulator.mutant.Mutants;
import java.util.Iterator;
import java.util.List;

/**
 * The command line, read.
 *
 * @param from first seed
 * @param seeds how many
 * @param single whether one seed is to be run and its trace printed
 * @param mutants whether the mutants are to be hunted
 * @param mutant the mistake to run with, or null
 */
record Arguments(long from, long seeds, boolean single, boolean mutants, Mutants.Kind mutant) {
    static Arguments parse(List<String> arguments) {
        Arguments parsed = new Arguments(1, 1000, false, false, null);
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String name = rest.next();
            parsed = switch (name) {
                case "--seed" -> new Arguments(number(rest), 1, true, parsed.mutants, parsed.mutant);
                case "--seeds" ->
                    new Arguments(parsed.from, number(rest), parsed.single, parsed.mutants, parsed.mutant);
                case "--from" ->
                    new Arguments(number(rest), parsed.seeds, parsed.single, parsed.mutants, parsed.mutant);
                case "--mutants" -> new Arguments(parsed.from, parsed.seeds, parsed.single, true, parsed.mutant);
                case "--mutant" ->
                    new Arguments(parsed.from, parsed.seeds, parsed.single, parsed.mutants, Mutants.named(rest.next()));
                default -> throw new IllegalArgumentException("unknown argument " + name);
            };
        }
        return parsed;
    }

    /** What the production code is changed to in the run of that seed. */
    Mutant mutantFor(long seed) {
        return mutant == null ? Mutant.NONE : mutant.make(seed);
    }

    private static long number(Iterator<String> rest) {
        return Long.parseLong(rest.next());
    }
}
