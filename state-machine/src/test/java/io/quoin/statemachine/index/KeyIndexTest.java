package io.quoin.statemachine.index;

import static io.quoin.statemachine.index.GeneratedKeys.ascii;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.InvariantViolation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyIndexTest {
    private static final byte[] START = {};

    private final KeyIndexWriter writer = KeyIndexWriter.empty();

    @Test
    void anEmptyIndexHasNothingAnywhere() {
        KeyIndex index = writer.publish();
        assertNull(index.get(ascii("a")));
        assertEquals(0, index.liveCount(START, null));
        assertEquals(0, index.size());
        assertFalse(index.cursor(START, null).next());
        assertFalse(index.descendingCursor(START, null).next());
        assertFalse(writer.remove(ascii("a")));
    }

    @Test
    void aDeletedKeyStaysUntilItIsRemovedButDoesNotCount() {
        KeyHistory deleted = KeyHistory.created(2, 0).delete(3, 0);
        writer.put(ascii("a"), KeyHistory.created(2, 0));
        writer.put(ascii("b"), deleted);
        assertEquals(1, writer.liveCount());
        assertEquals(1, writer.liveCount(START, null));
        assertEquals(2, writer.size());
        assertSame(deleted, writer.get(ascii("b")));
        assertTrue(writer.remove(ascii("b")));
        assertEquals(1, writer.size());
    }

    @Test
    void aRangeIncludesItsStartAndExcludesItsEnd() {
        putAll("a", "b", "c", "d");
        KeyIndex index = writer.publish();
        assertEquals(List.of("b", "c"), walk(index.cursor(ascii("b"), ascii("d"))));
        assertEquals(List.of("c", "b"), walk(index.descendingCursor(ascii("b"), ascii("d"))));
        assertEquals(2, index.liveCount(ascii("b"), ascii("d")));
        assertEquals(List.of("c", "d"), walk(index.cursor(ascii("bb"), null)));
        assertEquals(List.of("d", "c"), walk(index.descendingCursor(ascii("bb"), null)));
    }

    @Test
    void aRangeThatEndsBeforeItStartsIsEmpty() {
        for (int i = 1000; i < 3000; i++) {
            putAll("k" + i);
        }
        KeyIndex index = writer.publish();
        assertEquals(0, index.liveCount(ascii("k2500"), ascii("k1200")));
        assertFalse(index.cursor(ascii("k2500"), ascii("k1200")).next());
        assertFalse(index.descendingCursor(ascii("k2500"), ascii("k1200")).next());
        assertEquals(0, index.liveCount(ascii("k2500"), ascii("k2500")));
    }

    @Test
    void aSecondPutKeepsTheArrayOfTheFirst() {
        byte[] first = ascii("a");
        assertSame(first, writer.put(first, KeyHistory.created(2, 0)));
        assertSame(first, writer.put(ascii("a"), KeyHistory.created(3, 0)));
        assertEquals(1, writer.size());
    }

    @Test
    void aSnapshotDoesNotSeeLaterChanges() {
        putAll("a", "b");
        KeyIndex before = writer.publish();
        putAll("c");
        writer.remove(ascii("a"));
        writer.put(ascii("b"), before.get(ascii("b")).delete(9, 0));
        assertEquals(List.of("a", "b"), walk(before.cursor(START, null)));
        assertEquals(2, before.liveCount());
        assertTrue(before.get(ascii("b")).isLive());
        assertEquals(List.of("b", "c"), walk(writer.publish().cursor(START, null)));
    }

    @Test
    void removingAnAbsentKeyCopiesNothing() {
        for (int i = 1000; i < 9000; i++) {
            putAll("k" + i);
        }
        KeyIndex before = writer.publish();
        assertFalse(writer.remove(ascii("k5000x")));
        assertSame(before.root(), writer.publish().root());
    }

    @ParameterizedTest
    @EnumSource
    void aLoadInAnyOrderEqualsAsManyPuts(GeneratedKeys kind) {
        var random = new SplittableRandom(11);
        for (int size : new int[] {0, 1, 2, 15, 16, 55, 56, 57, 58, 64, 65, 71, 72, 112, 113, 500, 3200, 3300, 9000}) {
            var naive = new NaiveIndex();
            for (int i = 0; i < 3 * size && naive.map.size() < size; i++) {
                KeyHistory history = KeyHistory.created(i + 1, 0);
                naive.map.put(kind.next(random), i % 7 == 0 ? history.delete(i + 2, 0) : history);
            }
            var loaded = naive.loaded(random);
            KeyIndex snapshot = loaded.publish();
            naive.assertEqual(snapshot, kind, random, kind + " of " + size);
            var changed = new NaiveIndex(naive);
            for (int i = 0; i < 200; i++) {
                byte[] key = kind.next(random);
                changed.map.put(key, KeyHistory.created(i + 1, 1));
                loaded.put(key, changed.map.get(key));
            }
            changed.assertEqual(loaded.publish(), kind, random, kind + " of " + size + ", changed");
            naive.assertEqual(snapshot, kind, random, kind + " of " + size + ", as loaded");
        }
    }

    @Test
    void aLoadOutOfOrderIsABrokenInvariant() {
        KeyHistory history = KeyHistory.created(2, 0);
        for (byte[] second : List.of(ascii("a"), ascii("Z"))) {
            var load = new BulkLoad();
            load.add(ascii("a"), history);
            assertThrows(InvariantViolation.class, () -> load.add(second, history));
        }
        var signed = new BulkLoad();
        signed.add(new byte[] {(byte) 0x80}, history);
        assertThrows(InvariantViolation.class, () -> signed.add(ascii("a"), history));
    }

    @Test
    void aLoadFindsAKeyAgainWhereverItsBytesLie() {
        var load = new IndexLoad(1);
        KeyHistory history = KeyHistory.created(2, 0);
        int place = load.place(ascii("xkeyx"), 1, 3);
        load.set(place, history);
        assertEquals(place, load.place(ascii("a key"), 2, 3));
        assertSame(history, load.history(place));
        assertEquals(1, load.size());
        assertEquals(List.of("key"), walk(load.finish().cursor(START, null)));
    }

    /** Each key is the one before it and a word more: as deep as order by words can go. */
    @Test
    void keysThatContinueEachOtherAreLoadedInOrder() {
        var load = new IndexLoad(1);
        int count = 1_000;
        byte[] longest = new byte[8 * count];
        Arrays.fill(longest, (byte) 'x');
        for (int i = count; i > 0; i--) {
            load.set(load.place(longest, 0, 8 * i), KeyHistory.created(count + 1 - i, 0));
        }
        Cursor cursor = load.finish().cursor(START, null);
        for (int i = 1; i <= count; i++) {
            assertTrue(cursor.next());
            assertEquals(8 * i, cursor.key().length);
        }
        assertFalse(cursor.next());
    }

    private void putAll(String... keys) {
        for (String key : keys) {
            writer.put(ascii(key), KeyHistory.created(2, 0));
        }
    }

    private static List<String> walk(Cursor cursor) {
        var keys = new ArrayList<String>();
        while (cursor.next()) {
            keys.add(new String(cursor.key(), StandardCharsets.US_ASCII));
        }
        return keys;
    }
}
