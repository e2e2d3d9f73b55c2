package io.quoin.statemachine.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A compaction that follows the queue drops exactly what one that walks all keys would drop. */
class CompactionTwinTest {
    private record Stored(byte[] key, Version version) {}

    private final TreeMap<byte[], NaiveHistory> naive = new TreeMap<>(Arrays::compareUnsigned);
    private final Set<String> dropped = new HashSet<>();
    private KeyIndexWriter index = KeyIndexWriter.empty();
    private GarbageQueue queue = new GarbageQueue();
    private long main = 1;
    private long compacted;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void theQueueFindsAllGarbageAndNothingElse(int seed) {
        var random = new SplittableRandom(seed);
        long sliceRevisions = seed % 2 == 0 ? Integer.MAX_VALUE : random.nextInt(8);
        for (int round = 0; round < 60; round++) {
            transactions(random, random.nextInt(200));
            compacted = Math.max(compacted, main - random.nextInt(60));
            if (round % 5 == 4) {
                reload();
            }
            Set<String> expected = compactNaively();
            String story = "seed " + seed + " round " + round + " compacted at " + compacted;
            dropped.clear();
            while (queue.next(compacted)) {
                compact(queue.key(), Math.min(compacted, queue.becomesGarbageAt() + sliceRevisions));
                if (random.nextInt(50) == 0) {
                    transactions(random, 1);
                }
            }
            assertEquals(expected, dropped, story);
            checkContents(story);
        }
    }

    /** Transactions of a few changes, sometimes several of one key. */
    private void transactions(SplittableRandom random, int count) {
        for (int i = 0; i < count; i++) {
            main++;
            int changes = 1 + random.nextInt(4);
            for (int sub = 0; sub < changes; sub++) {
                byte[] key = GeneratedKeys.ascii("key" + random.nextInt(1 + random.nextInt(60)));
                KeyHistory before = index.get(key);
                boolean isPut = before == null || !before.isLive() || random.nextInt(3) > 0;
                NaiveHistory old = naive.getOrDefault(key, new NaiveHistory(List.of()));
                naive.put(key, old.change(main, sub, isPut));
                change(key, before, isPut, sub);
            }
        }
    }

    private void change(byte[] key, KeyHistory before, boolean isPut, int sub) {
        KeyHistory after;
        if (before == null) {
            after = KeyHistory.created(main, sub);
        } else {
            after = isPut ? before.put(main, sub) : before.delete(main, sub);
        }
        queue.changed(index.put(key, after), before, after);
    }

    private void compact(byte[] key, long revision) {
        KeyHistory before = index.get(key);
        if (before == null) {
            return;
        }
        KeyHistory after = before.compact(revision, (droppedMain, sub) -> {
            dropped.add(droppedMain + "." + sub);
        });
        if (after == null) {
            index.remove(key);
        } else {
            index.put(key, after);
        }
    }

    private Set<String> compactNaively() {
        var versions = new ArrayList<Version>();
        naive.replaceAll((key, history) -> history.compact(compacted, versions));
        naive.values().removeIf(history -> history.versions.isEmpty());
        var names = new HashSet<String>();
        versions.forEach(version -> names.add(version.main() + "." + version.sub()));
        return names;
    }

    private void checkContents(String story) {
        assertEquals(naive.size(), index.size(), story);
        Cursor cursor = index.cursor(new byte[0], null);
        for (Map.Entry<byte[], NaiveHistory> entry : naive.entrySet()) {
            cursor.next();
            assertEquals(entry.getValue().versions, versions(cursor.history()), story);
        }
    }

    /** As a restart does it: all stored versions in ascending order of revisions, index and queue from scratch. */
    private void reload() {
        var stored = new ArrayList<Stored>();
        Cursor cursor = index.cursor(new byte[0], null);
        while (cursor.next()) {
            byte[] key = cursor.key().clone();
            cursor.history().forEachVersion(version -> stored.add(new Stored(key, version)));
        }
        stored.sort(Comparator.<Stored>comparingLong(s -> s.version.main()).thenComparingInt(s -> s.version.sub()));
        queue = new GarbageQueue();
        var load = new IndexLoad(main);
        for (Stored next : stored) {
            int place = load.place(next.key, 0, next.key.length);
            KeyHistory before = load.history(place);
            KeyHistory after = continued(before, next.version);
            load.set(place, after);
            queue.changed(load.key(place), before, after);
        }
        index = load.finish();
    }

    private static KeyHistory continued(KeyHistory before, Version version) {
        if (before == null) {
            return KeyHistory.restored(version);
        }
        return version.isTombstone()
                ? before.delete(version.main(), version.sub())
                : before.put(version.main(), version.sub());
    }

    private static List<Version> versions(KeyHistory history) {
        var versions = new ArrayList<Version>();
        history.forEachVersion(versions::add);
        return versions;
    }
}
