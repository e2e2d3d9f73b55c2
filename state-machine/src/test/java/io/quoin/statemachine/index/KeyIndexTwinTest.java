package io.quoin.statemachine.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the tree against a {@link NaiveIndex} under generated changes; a failure names kind, seed and step. */
class KeyIndexTwinTest {
    private static final int SEEDS = 6;

    private record Published(KeyIndex index, NaiveIndex naive) {}

    private final NaiveIndex naive = new NaiveIndex();
    private final ArrayList<Published> published = new ArrayList<>();
    private KeyIndexWriter writer = KeyIndexWriter.empty();
    private long main = 1;

    @ParameterizedTest
    @EnumSource
    void theTreeEqualsASortedMapAndSnapshotsNeverChange(GeneratedKeys kind) {
        for (int seed = 0; seed < SEEDS; seed++) {
            var random = new SplittableRandom(seed);
            String story = kind + " seed " + seed;
            for (int phase = 0; phase < 6; phase++) {
                grow(kind, random, 1 + random.nextInt(2500), story + " grows in phase " + phase);
                boolean toNothing = phase % 2 == 1;
                shrink(
                        kind,
                        random,
                        toNothing ? naive.map.size() : naive.map.size() * 2 / 3,
                        story + " shrinks in phase " + phase);
            }
            for (Published old : published) {
                old.naive.assertEqual(old.index, kind, random, story + ", an old snapshot");
            }
            published.clear();
        }
    }

    /** Puts and deletions of random keys, mostly puts, with a few removals. */
    private void grow(GeneratedKeys kind, SplittableRandom random, int steps, String story) {
        int publishEvery = 1 + random.nextInt(200);
        for (int step = 0; step < steps; step++) {
            byte[] key = kind.next(random);
            int choice = random.nextInt(20);
            if (choice == 0) {
                remove(key, story);
            } else {
                change(key, choice < 14);
            }
            if (random.nextInt(publishEvery) == 0) {
                publish(kind, random, story);
            }
        }
        publish(kind, random, story);
    }

    /** Removals of keys that are there, in random, ascending or descending order. */
    private void shrink(GeneratedKeys kind, SplittableRandom random, int steps, String story) {
        int order = random.nextInt(3);
        int publishEvery = 1 + random.nextInt(400);
        for (int step = 0; step < steps; step++) {
            byte[] key = switch (order) {
                case 0 -> naive.map.firstKey();
                case 1 -> naive.map.lastKey();
                default -> {
                    byte[] above = naive.map.ceilingKey(kind.next(random));
                    yield above == null ? naive.map.firstKey() : above;
                }
            };
            remove(key.clone(), story);
            if (random.nextInt(publishEvery) == 0) {
                publish(kind, random, story);
            }
        }
        publish(kind, random, story);
    }

    private void change(byte[] key, boolean isPut) {
        KeyHistory before = writer.get(key);
        assertSame(naive.map.get(key), before);
        KeyHistory after;
        main++;
        if (before == null) {
            after = KeyHistory.created(main, 0);
        } else {
            after = isPut || !before.isLive() ? before.put(main, 0) : before.delete(main, 0);
        }
        byte[] held = writer.put(key, after);
        naive.map.put(key, after);
        assertSame(naive.map.floorKey(key), held);
    }

    private void remove(byte[] key, String story) {
        assertEquals(naive.map.remove(key) != null, writer.remove(key), story);
    }

    private void publish(GeneratedKeys kind, SplittableRandom random, String story) {
        byte[] from = kind.next(random);
        byte[] to = kind.next(random);
        assertEquals(naive.liveCount(from, to), writer.liveCount(from, to), story);
        assertEquals(naive.map.size(), writer.size(), story);
        KeyIndex index = writer.publish();
        if (random.nextInt(3) == 0) {
            TreeCheck.check(index);
        }
        if (random.nextInt(12) == 0 || naive.map.isEmpty()) {
            naive.assertEqual(index, kind, random, story);
            published.add(new Published(index, new NaiveIndex(naive)));
        }
    }
}
