package io.quoin.statemachine.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyHistoryTest {
    private final List<Version> dropped = new ArrayList<>();

    private void drop(long main, int sub) {
        dropped.add(new Version(main, sub, -1, -1));
    }

    @Test
    void aPutCountsVersionsAndKeepsTheCreateRevision() {
        KeyHistory history = KeyHistory.created(5, 1).put(7, 0).put(9, 2);
        assertEquals(new Version(9, 2, 5, 3), history.newest());
        assertEquals(new Version(7, 0, 5, 2), history.at(8));
        assertEquals(new Version(5, 1, 5, 1), history.at(5));
        assertNull(history.at(4));
    }

    @Test
    void aPutAfterADeletionStartsAnew() {
        KeyHistory history = KeyHistory.created(5, 0).put(6, 0).delete(7, 0).put(9, 0);
        assertEquals(new Version(9, 0, 9, 1), history.newest());
        assertNull(history.at(7));
        assertNull(history.at(8));
        assertEquals(new Version(6, 0, 5, 2), history.at(6));
    }

    @Test
    void aTombstoneHasNoVersionAndNoCreateRevision() {
        KeyHistory history = KeyHistory.created(5, 0).delete(7, 3);
        assertFalse(history.isLive());
        assertEquals(new Version(7, 3, 0, 0), history.newest());
        assertTrue(history.newest().isTombstone());
        assertNull(history.at(100));
    }

    @Test
    void ofSeveralChangesInOneRevisionReadersSeeTheLast() {
        KeyHistory history = KeyHistory.created(3, 0).put(5, 0).delete(5, 1).put(5, 2);
        assertEquals(new Version(5, 2, 5, 1), history.at(5));
        assertEquals(new Version(5, 2, 5, 1), history.put(6, 0).at(5));
        assertEquals(new Version(3, 0, 3, 1), history.at(4));
        assertNull(KeyHistory.created(3, 0).put(5, 0).delete(5, 1).at(5));
    }

    @Test
    void compactionKeepsTheNewestVersionAtOrBelowItAndAllAbove() {
        KeyHistory history = KeyHistory.created(3, 0).put(5, 0).put(8, 0).put(9, 0);
        KeyHistory compacted = history.compact(8, this::drop);
        assertEquals(List.of(new Version(8, 0, 3, 3), new Version(9, 0, 3, 4)), versions(compacted));
        assertEquals(List.of(new Version(3, 0, -1, -1), new Version(5, 0, -1, -1)), dropped);
    }

    @Test
    void aTombstoneAtExactlyTheCompactedRevisionStays() {
        KeyHistory history = KeyHistory.created(3, 0).delete(5, 0);
        KeyHistory compacted = history.compact(5, this::drop);
        assertEquals(List.of(new Version(5, 0, 0, 0)), versions(compacted));
        assertEquals(1, dropped.size());
        assertNull(compacted.compact(6, this::drop));
        assertEquals(2, dropped.size());
    }

    @Test
    void aTombstoneBelowTheCompactedRevisionGoes() {
        KeyHistory history = KeyHistory.created(3, 0).delete(5, 0).put(9, 0);
        KeyHistory compacted = history.compact(6, this::drop);
        assertEquals(List.of(new Version(9, 0, 9, 1)), versions(compacted));
        assertEquals(2, dropped.size());
        assertNull(KeyHistory.created(3, 0).delete(5, 0).compact(6, this::drop));
    }

    @Test
    void aCompactionThatDropsNothingReturnsTheSameHistory() {
        KeyHistory one = KeyHistory.created(3, 0);
        assertSame(one, one.compact(2, this::drop));
        assertSame(one, one.compact(9, this::drop));
        KeyHistory many = one;
        for (int main = 4; main < 2000; main++) {
            many = many.put(main, 0);
        }
        assertSame(many, many.compact(2, this::drop));
        assertSame(many, many.compact(3, this::drop));
        assertTrue(dropped.isEmpty());
    }

    @Test
    void aHistoryIsRestoredFromWhatCompactionLeft() {
        KeyHistory restored = KeyHistory.restored(new Version(8, 0, 3, 3)).put(9, 0);
        assertEquals(List.of(new Version(8, 0, 3, 3), new Version(9, 0, 3, 4)), versions(restored));
        KeyHistory tombstone = KeyHistory.restored(new Version(5, 2, 0, 0));
        assertFalse(tombstone.isLive());
        assertNull(tombstone.at(9));
        assertEquals(List.of(new Version(5, 2, 0, 0), new Version(7, 0, 7, 1)), versions(tombstone.put(7, 0)));
    }

    @Test
    void twoContinuationsOfOneHistoryDoNotSeeEachOther() {
        KeyHistory history = KeyHistory.created(1, 0);
        for (int main = 2; main <= 6; main++) {
            history = history.put(main, 0);
        }
        KeyHistory left = history.put(7, 0).put(9, 0).put(11, 0);
        KeyHistory right = history.put(8, 0).put(10, 0).delete(12, 0);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), mains(history));
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 9L, 11L), mains(left));
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 8L, 10L, 12L), mains(right));
    }

    @Test
    void changesOutOfOrderAreABrokenInvariant() {
        KeyHistory history = KeyHistory.created(5, 3);
        assertThrows(InvariantViolation.class, () -> history.put(5, 3));
        assertThrows(InvariantViolation.class, () -> history.put(4, 9));
        assertThrows(InvariantViolation.class, () -> history.delete(5, 2));
        KeyHistory deleted = history.delete(6, 0);
        assertThrows(InvariantViolation.class, () -> deleted.delete(7, 0));
    }

    private static List<Version> versions(KeyHistory history) {
        var versions = new ArrayList<Version>();
        history.forEachVersion(versions::add);
        return versions;
    }

    private static List<Long> mains(KeyHistory history) {
        return versions(history).stream().map(Version::main).toList();
    }
}
