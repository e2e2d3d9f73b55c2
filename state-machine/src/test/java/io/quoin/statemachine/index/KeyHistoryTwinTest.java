package io.quoin.statemachine.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds {@link KeyHistory} against {@link NaiveHistory}; a failure names the seed. */
class KeyHistoryTwinTest {
    private record Pair(KeyHistory history, NaiveHistory naive) {}

    @ParameterizedTest
    @CsvSource({"1, 40, 300", "2, 150, 40", "3, 1100, 3", "4, 40000, 1"})
    void aGeneratedHistoryEqualsTheNaiveOneAtEveryRevisionAndCompaction(long seed, int changes, int rounds) {
        for (int round = 0; round < rounds; round++) {
            var random = new SplittableRandom(seed * 1_000_000 + round);
            Pair pair = generate(random, random.nextInt(changes) + changes / 4);
            String story = "seed " + seed + " round " + round;
            checkVersions(pair, story);
            checkLookUps(pair, random, story);
            checkCompactions(pair, random, story);
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 3000", "6, 20000"})
    void putsAndRisingCompactionsInterleave(long seed, int steps) {
        var random = new SplittableRandom(seed);
        var naive = new NaiveHistory(List.of());
        KeyHistory history = null;
        long main = 1;
        long compacted = 0;
        for (int step = 0; step < steps; step++) {
            if (random.nextInt(100) < 97 || naive.versions.size() < 30) {
                main += 1 + random.nextInt(2);
                boolean isPut = history == null || !history.isLive() || random.nextInt(8) > 0;
                naive = naive.change(main, 0, isPut);
                history = change(history, main, 0, isPut);
                continue;
            }
            compacted += random.nextLong(main - compacted + 1);
            var expected = new ArrayList<Version>();
            naive = naive.compact(compacted, expected);
            history = compactAndCheck(history, naive, compacted, expected, "seed " + seed + " step " + step);
        }
    }

    @Test
    void oldHistoriesStayAsTheyWereWhileNewOnesGrow() {
        var random = new SplittableRandom(7);
        var kept = new ArrayList<Pair>();
        var pair = new Pair(KeyHistory.created(1, 0), new NaiveHistory(List.of()).change(1, 0, true));
        for (int main = 2; main < 3000; main++) {
            boolean isPut = !pair.history.isLive() || random.nextInt(10) > 0;
            Pair base = random.nextInt(200) == 0 ? kept.get(random.nextInt(kept.size())) : pair;
            isPut |= !base.history.isLive();
            pair = new Pair(change(base.history, main, 0, isPut), base.naive.change(main, 0, isPut));
            if (random.nextInt(20) == 0 || kept.isEmpty()) {
                kept.add(pair);
            }
        }
        for (Pair old : kept) {
            checkVersions(old, "seed 7");
        }
    }

    /** Changes with gaps between revisions, and now and then several in one revision. */
    private static Pair generate(SplittableRandom random, int changes) {
        long main = 1 + random.nextInt(3);
        int sub = random.nextInt(3);
        KeyHistory history = KeyHistory.created(main, sub);
        var versions = new ArrayList<Version>();
        versions.add(new Version(main, sub, main, 1));
        int deletionPercent = random.nextInt(50);
        for (int i = 1; i < changes; i++) {
            if (random.nextInt(6) == 0) {
                sub += 1 + random.nextInt(2);
            } else {
                main += 1 + random.nextInt(3);
                sub = random.nextInt(2);
            }
            boolean isPut = !history.isLive() || random.nextInt(100) >= deletionPercent;
            history = change(history, main, sub, isPut);
            Version last = versions.getLast();
            versions.add(new NaiveHistory(List.of(last))
                    .change(main, sub, isPut)
                    .versions
                    .getLast());
        }
        return new Pair(history, new NaiveHistory(versions));
    }

    private static KeyHistory change(KeyHistory history, long main, int sub, boolean isPut) {
        if (history == null) {
            return KeyHistory.created(main, sub);
        }
        return isPut ? history.put(main, sub) : history.delete(main, sub);
    }

    private static void checkVersions(Pair pair, String story) {
        var found = new ArrayList<Version>();
        pair.history.forEachVersion(found::add);
        assertEquals(pair.naive.versions, found, story);
    }

    private static void checkLookUps(Pair pair, SplittableRandom random, String story) {
        for (long revision : revisions(pair, random)) {
            assertEquals(pair.naive.at(revision), pair.history.at(revision), () -> story + " at " + revision);
        }
    }

    private static void checkCompactions(Pair pair, SplittableRandom random, String story) {
        for (long revision : revisions(pair, random)) {
            var expected = new ArrayList<Version>();
            NaiveHistory naive = pair.naive.compact(revision, expected);
            compactAndCheck(pair.history, naive, revision, expected, story + " compacted at " + revision);
        }
        checkVersions(pair, story + " after all compactions");
    }

    private static KeyHistory compactAndCheck(
            KeyHistory history, NaiveHistory naive, long revision, List<Version> expected, String story) {
        var dropped = new ArrayList<Version>();
        KeyHistory compacted = history.compact(revision, (main, sub) -> dropped.add(new Version(main, sub, 0, 0)));
        assertEquals(
                expected.stream().map(v -> new Version(v.main(), v.sub(), 0, 0)).toList(), dropped, story);
        if (naive.versions.isEmpty()) {
            assertNull(compacted, story);
        } else {
            assertNotNull(compacted, story);
            checkVersions(new Pair(compacted, naive), story);
        }
        return compacted;
    }

    /** All revisions of a short history, a sample of a long one. */
    private static long[] revisions(Pair pair, SplittableRandom random) {
        long end = pair.naive.versions.getLast().main() + 2;
        return end < 600
                ? LongStream.range(0, end).toArray()
                : random.longs(40, 0, end).toArray();
    }
}
