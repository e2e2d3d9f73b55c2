package io.quoin.statemachine;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A comparison with a model that finds nothing proves nothing: each deliberate mistake in MVCC must be found. */
class MvccMutantTest {
    private static final int SEQUENCES_MAX = 20_000;
    private static final List<String> TABLE = new ArrayList<>();

    @TempDir
    Path directory;

    /** A mistake: in which source what stands instead of what. */
    enum Mistake {
        COUNT_OFF_BY_ONE_AFTER_A_DELETE(
                "index/Leaf.java",
                "int newLive = live - liveness(histories[position]) + liveness(history);",
                "int newLive = Math.max(live, live - liveness(histories[position]) + liveness(history));"),
        TOMBSTONE_DROPPED_AT_THE_COMPACTION_REVISION(
                "index/KeyHistory.java", "if (!isLive() && main < revision) {", "if (!isLive() && main <= revision) {"),
        OLDER_TOMBSTONE_DROPPED_AT_THE_COMPACTION_REVISION(
                "index/VersionChunk.java", "&& mains[last] < revision;", "&& mains[last] <= revision;"),
        SUB_REVISION_ORDER_SWAPPED(
                "mvcc/KeyChanges.java",
                "for (byte[] key : keys) {\n            state.delete(key);",
                "for (byte[] key : keys.reversed()) {\n            state.delete(key);"),
        HISTORY_CHUNK_BOUNDARY_WRONG(
                "index/VersionTree.java", "firstMains[child] > revision) {", "firstMains[child] >= revision) {"),
        READ_OF_A_HALF_APPLIED_TRANSACTION("index/KeyIndexWriter.java", "edit.id++;", "");

        private final String source;
        private final String right;
        private final String wrong;

        Mistake(String source, String right, String wrong) {
            this.source = source;
            this.right = right;
            this.wrong = wrong;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theMistakeIsFound(Mistake mistake) throws Exception {
        var sequences = sequences(MutatedClasses.with(directory, mistake.source, mistake.right, mistake.wrong));
        String found = null;
        long seed = 0;
        while (found == null && seed < SEQUENCES_MAX) {
            found = sequences.apply(++seed);
        }
        TABLE.add(row(mistake, seed, found));
        assertNotNull(found, mistake + " is not found in " + SEQUENCES_MAX + " sequences");
    }

    @Test
    void withoutAMistakeNothingIsFound() throws Exception {
        var sequences =
                sequences(MutatedClasses.with(directory, "index/KeyIndexWriter.java", "edit.id++;", "edit.id++;"));
        for (long seed = 1; seed <= 1_000; seed++) {
            assertNull(sequences.apply(seed), "seed " + seed);
        }
    }

    @SuppressWarnings("unchecked") // the one instance of a type that both loaders know
    private static LongFunction<String> sequences(ClassLoader classes) throws ReflectiveOperationException {
        return (LongFunction<String>) classes.loadClass(SeedRun.class.getName())
                .getDeclaredConstructor()
                .newInstance();
    }

    private static String row(Mistake mistake, long seed, String found) {
        String name = mistake.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String how = found == null ? "" : found.lines().findFirst().orElse("");
        return "| %-50s | %-13s | %.80s |".formatted(name, found == null ? "NOT FOUND" : "sequence " + seed, how);
    }

    @AfterAll
    static void printTheTable() throws IOException {
        TABLE.addFirst("| mistake | found by | as |");
        TABLE.add(1, "|---|---|---|");
        TABLE.forEach(System.out::println);
        Files.write(Path.of("target", "mvcc-mutants.md"), TABLE);
    }
}
