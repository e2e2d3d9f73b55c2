package io.quoin.consensus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WaiterTableTest {
    @Test
    void eachWaiterIsTakenOutOnce() {
        WaiterTable table = new WaiterTable(8);
        Waiter waiter = new SilentWaiter();

        long id = table.add(waiter, 100);

        assertTrue(table.isWaiting(id));
        assertSame(waiter, table.remove(id));
        assertNull(table.remove(id));
        assertFalse(table.isWaiting(id));
        assertTrue(table.isEmpty());
    }

    @Test
    void theSpanBetweenTheOldestAndTheNewestIsBounded() {
        WaiterTable table = new WaiterTable(3);
        long oldest = table.add(new SilentWaiter(), 1);
        long second = table.add(new SilentWaiter(), 1);
        table.add(new SilentWaiter(), 1);

        table.remove(second);
        assertTrue(table.isFull(), "the oldest still waits");
        table.remove(oldest);
        assertFalse(table.isFull());
    }

    @Test
    void theOldestExpiresAtItsDeadlineAndNotBefore() {
        WaiterTable table = new WaiterTable(8);
        Waiter first = new SilentWaiter();
        Waiter second = new SilentWaiter();
        table.add(first, 100);
        table.add(second, 200);

        assertNull(table.removeExpired(99));
        assertSame(first, table.removeExpired(100));
        assertNull(table.removeExpired(199));
        assertSame(second, table.removeOldest());
        assertNull(table.removeOldest());
    }

    @Test
    void itBehavesLikeASortedMapWhateverTheOrder() {
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            WaiterTable table = new WaiterTable(5_000);
            TreeMap<Long, Waiter> twin = new TreeMap<>();
            long newest = 0;
            for (int step = 0; step < 5_000; step++) {
                if (random.nextInt(5) < 3 && !table.isFull()) {
                    Waiter waiter = new SilentWaiter();
                    newest = table.add(waiter, step);
                    twin.put(newest, waiter);
                } else if (newest > 0) {
                    long id = 1 + random.nextLong(newest);
                    assertSame(twin.remove(id), table.remove(id), "seed " + seed + ", step " + step);
                }
                assertEquals(twin.isEmpty(), table.isEmpty(), "seed " + seed + ", step " + step);
            }
        }
    }

    private static final class SilentWaiter implements Waiter {
        @Override
        public void applied(Object result) {}

        @Override
        public void refused(ProposalRefusal reason) {}

        @Override
        public void unknown(UnknownOutcome reason) {}
    }
}
