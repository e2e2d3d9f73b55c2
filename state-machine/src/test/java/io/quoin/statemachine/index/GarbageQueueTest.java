package io.quoin.statemachine.index;

import static io.quoin.statemachine.index.GeneratedKeys.ascii;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.InvariantViolation;
import org.junit.jupiter.api.Test;

class GarbageQueueTest {
    private static final byte[] KEY = ascii("a");

    private final GarbageQueue queue = new GarbageQueue();

    @Test
    void aFirstVersionIsNoGarbage() {
        queue.changed(KEY, null, KeyHistory.created(2, 0));
        assertFalse(queue.next(Long.MAX_VALUE - 1));
        assertEquals(0, queue.size());
    }

    @Test
    void aSupersededVersionIsGarbageFromTheRevisionThatSupersededIt() {
        KeyHistory first = KeyHistory.created(2, 0);
        queue.changed(KEY, first, first.put(5, 0));
        assertFalse(queue.next(4));
        assertTrue(queue.next(5));
        assertSame(KEY, queue.key());
        assertEquals(5, queue.becomesGarbageAt());
        assertFalse(queue.next(5));
    }

    @Test
    void aTombstoneIsGarbageAboveItsRevision() {
        KeyHistory first = KeyHistory.created(2, 0);
        queue.changed(KEY, first, first.delete(5, 0));
        assertTrue(queue.next(5));
        assertFalse(queue.next(5));
        assertTrue(queue.next(6));
        assertEquals(6, queue.becomesGarbageAt());
    }

    @Test
    void aTombstoneDoesNotHoldUpWhatTheSameTransactionSuperseded() {
        byte[] other = ascii("b");
        KeyHistory first = KeyHistory.created(2, 0);
        queue.changed(KEY, first, first.delete(5, 0));
        queue.changed(other, first, first.put(5, 1));
        assertTrue(queue.next(5));
        assertSame(KEY, queue.key());
        assertTrue(queue.next(5));
        assertSame(other, queue.key());
        assertFalse(queue.next(5));
        assertEquals(1, queue.size());
    }

    @Test
    void aPutOverAnOlderTombstoneAddsNothing() {
        KeyHistory tombstone = KeyHistory.restored(new Version(5, 0, 0, 0));
        queue.changed(KEY, null, tombstone);
        queue.changed(KEY, tombstone, tombstone.put(9, 0));
        assertEquals(1, queue.size());
        assertTrue(queue.next(6));
    }

    @Test
    void aTombstoneSupersededInItsOwnRevisionIsGarbageAtThatRevision() {
        KeyHistory first = KeyHistory.created(2, 0);
        KeyHistory deleted = first.delete(5, 0);
        queue.changed(KEY, first, deleted);
        queue.changed(KEY, deleted, deleted.put(5, 1));
        assertTrue(queue.next(5));
        assertTrue(queue.next(5));
        assertFalse(queue.next(5));
    }

    @Test
    void manyEntriesComeOutInOrderAcrossChunks() {
        KeyHistory history = KeyHistory.created(1, 0);
        for (int main = 2; main <= 10_000; main++) {
            KeyHistory after = history.put(main, 0);
            queue.changed(KEY, history, after);
            history = after;
        }
        for (int main = 2; main <= 10_000; main++) {
            assertEquals(10_001 - main, queue.size());
            assertFalse(queue.next(main - 1));
            assertTrue(queue.next(main));
            assertEquals(main, queue.becomesGarbageAt());
        }
        assertFalse(queue.next(Long.MAX_VALUE - 1));
        queue.changed(KEY, history, history.put(10_001, 0));
        assertTrue(queue.next(10_001));
    }

    @Test
    void changesOutOfOrderAreABrokenInvariant() {
        KeyHistory first = KeyHistory.created(2, 0);
        queue.changed(KEY, first, first.put(9, 0));
        assertThrows(InvariantViolation.class, () -> queue.changed(KEY, first, first.put(8, 0)));
        assertThrows(InvariantViolation.class, queue::key);
    }
}
