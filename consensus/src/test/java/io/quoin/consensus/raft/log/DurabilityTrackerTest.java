package io.quoin.consensus.raft.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.InvariantViolation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DurabilityTrackerTest {
    private record Batch(long cutFrom, List<Integer> values) {}

    @Test
    void theDurableIndexNeverNamesAValueThatTheDiskDoesNotHave() {
        SplittableRandom random = new SplittableRandom(4);
        for (int run = 0; run < 500; run++) {
            DurabilityTracker tracker = new DurabilityTracker(0, 0);
            List<Integer> memory = new ArrayList<>();
            List<Integer> disk = new ArrayList<>();
            ArrayDeque<Batch> underWay = new ArrayDeque<>();
            long done = 0;
            for (int step = 0; step < 100; step++) {
                if (random.nextInt(3) > 0) {
                    int cutFrom = random.nextInt(3) == 0 && !memory.isEmpty() ? random.nextInt(memory.size()) + 1 : 0;
                    if (cutFrom > 0) {
                        memory.subList(cutFrom - 1, memory.size()).clear();
                        tracker.truncated(cutFrom);
                    }
                    // Few values, so that one often comes back to its place.
                    int value = random.nextInt(2);
                    memory.add(value);
                    underWay.add(new Batch(cutFrom, List.of(value)));
                    tracker.handOut(memory.size());
                } else if (!underWay.isEmpty()) {
                    Batch batch = underWay.removeFirst();
                    if (batch.cutFrom() > 0) {
                        disk.subList((int) batch.cutFrom() - 1, disk.size()).clear();
                    }
                    disk.addAll(batch.values());
                    tracker.persisted(++done);
                }
                int durable = (int) tracker.durableIndex();
                assertTrue(durable <= disk.size(), "durable " + durable + ", the disk ends at " + disk.size());
                assertEquals(memory.subList(0, durable), disk.subList(0, durable));
                if (underWay.isEmpty()) {
                    assertEquals(memory.size(), durable);
                }
            }
        }
    }

    @Test
    void theFirstOfThreeWritesOfAnIndexSaysNothingOfTheThird() {
        DurabilityTracker tracker = new DurabilityTracker(0, 6);
        long first = tracker.handOut(7);
        tracker.truncated(7);
        long second = tracker.handOut(7);
        tracker.truncated(7);
        long third = tracker.handOut(7);

        tracker.persisted(first);
        assertEquals(6, tracker.durableIndex());
        tracker.persisted(second);
        assertEquals(6, tracker.durableIndex());
        tracker.persisted(third);
        assertEquals(7, tracker.durableIndex());
    }

    @Test
    void aStallEndsWithTheNextCompletionAndNeedsAnOutstandingBatch() {
        DurabilityTracker tracker = new DurabilityTracker(0, 0);
        tracker.stalled();
        assertFalse(tracker.isStalled());
        long sequence = tracker.handOut(1);
        tracker.stalled();
        assertTrue(tracker.isStalled());
        tracker.persisted(sequence);
        assertFalse(tracker.isStalled());
    }

    @Test
    void aCompletionOutOfOrderBreaksAnInvariant() {
        DurabilityTracker tracker = new DurabilityTracker(0, 0);
        tracker.handOut(1);
        tracker.persisted(1);
        assertThrows(InvariantViolation.class, () -> tracker.persisted(1));
        assertThrows(InvariantViolation.class, () -> tracker.persisted(2));
    }
}
