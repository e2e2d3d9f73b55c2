package io.quoin.statemachine.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A sorted map that holds what a {@link KeyIndex} should hold, and the comparison of the two. */
final class NaiveIndex {
    final TreeMap<byte[], KeyHistory> map;

    NaiveIndex() {
        map = new TreeMap<>(Arrays::compareUnsigned);
    }

    NaiveIndex(NaiveIndex origin) {
        map = new TreeMap<>(origin.map);
    }

    /** An index of the same, loaded in some other order. */
    KeyIndexWriter loaded(SplittableRandom random) {
        byte[][] keys = map.keySet().toArray(byte[][]::new);
        for (int i = keys.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            byte[] key = keys[i];
            keys[i] = keys[other];
            keys[other] = key;
        }
        var load = new IndexLoad(random.nextLong());
        for (byte[] key : keys) {
            load.set(load.place(key, 0, key.length), map.get(key));
        }
        return load.finish();
    }

    NavigableMap<byte[], KeyHistory> range(byte[] from, byte[] to) {
        if (to == null) {
            return map.tailMap(from, true);
        }
        boolean isEmpty = Arrays.compareUnsigned(from, to) >= 0;
        return map.subMap(from, true, isEmpty ? from : to, false);
    }

    long liveCount(byte[] from, byte[] to) {
        return range(from, to).values().stream().filter(KeyHistory::isLive).count();
    }

    /** Everything: structure, contents, and some ranges between keys that this kind of generator makes. */
    void assertEqual(KeyIndex index, GeneratedKeys kind, SplittableRandom random, String story) {
        TreeCheck.check(index);
        assertEquals(map.size(), index.size(), story);
        assertEquals(liveCount(new byte[0], null), index.liveCount(), story);
        assertWalk(map, index.cursor(new byte[0], null), story);
        for (Map.Entry<byte[], KeyHistory> entry : map.entrySet()) {
            assertSame(entry.getValue(), index.get(entry.getKey()), story);
        }
        for (int i = 0; i < 20; i++) {
            byte[] from = kind.next(random);
            byte[] to = random.nextInt(5) == 0 ? null : kind.next(random);
            assertSame(map.get(from), index.get(from), story);
            assertEquals(liveCount(from, to), index.liveCount(from, to), story);
            assertWalk(range(from, to), index.cursor(from, to), story);
            assertWalk(range(from, to).descendingMap(), index.descendingCursor(from, to), story);
        }
    }

    private static void assertWalk(Map<byte[], KeyHistory> expected, Cursor cursor, String story) {
        for (Map.Entry<byte[], KeyHistory> entry : expected.entrySet()) {
            assertTrue(cursor.next(), story);
            assertArrayEquals(entry.getKey(), cursor.key(), story);
            assertSame(entry.getValue(), cursor.history(), story);
        }
        assertFalse(cursor.next(), story);
        assertFalse(cursor.next(), story);
    }
}
