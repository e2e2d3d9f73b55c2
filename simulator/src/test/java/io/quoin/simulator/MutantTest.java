package io.quoin.simulator;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.quoin.simulator.mutant.Mutants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A simulator that finds nothing proves nothing: each deliberate mistake must be found within a few seeds. */
class MutantTest {
    private static final int SEEDS_MAX = 200;
    private static final List<String> TABLE = new ArrayList<>();

    static Stream<Mutants.Kind> mutants() {
        return Mutants.all().stream();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void theMistakeIsFound(Mutants.Kind kind) {
        Report found = null;
        for (long seed = 1; seed <= SEEDS_MAX && found == null; seed++) {
            Report report = Simulation.run(seed, kind.make(seed), false);
            found = report.passed() ? null : report;
        }
        TABLE.add(Reports.mutantRow(kind.name(), found));
        assertNotNull(found, kind.name() + " is not found in " + SEEDS_MAX + " seeds");
    }

    @AfterAll
    static void printTheTable() throws IOException {
        TABLE.addFirst("| mistake | found by | as |");
        TABLE.add(1, "|---|---|---|");
        TABLE.forEach(System.out::println);
        Files.write(Path.of("target", "mutants.md"), TABLE);
    }
}
