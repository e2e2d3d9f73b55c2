package io.quoin.consensus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InboxTest {
    @Test
    void whatIsPutComesOutInOrderAndAllAtOnce() {
        Inbox inbox = new Inbox(1);
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int value = i;
            inbox.put(() -> seen.add(value));
        }

        for (Inbox.Item item = inbox.takeAll(); item != null; item = item.next()) {
            item.work().run();
        }

        assertEquals(List.of(0, 1, 2, 3, 4), seen);
        assertNull(inbox.takeAll());
    }

    @Test
    void bytesAreReservedUpToTheBoundAndGivenBack() {
        Inbox inbox = new Inbox(100);

        assertTrue(inbox.reserve(60));
        assertFalse(inbox.reserve(41));
        assertTrue(inbox.reserve(40));
        inbox.release(60);
        assertTrue(inbox.reserve(60));
    }

    @Test
    void aClosedInboxGivesWhatIsThereAndTakesNothingMore() {
        Inbox inbox = new Inbox(1);
        List<String> seen = new ArrayList<>();
        assertTrue(inbox.put(() -> seen.add("before")));

        Inbox.Item last = inbox.close();

        assertFalse(inbox.put(() -> seen.add("behind")));
        last.work().run();
        assertNull(last.next());
        assertEquals(List.of("before"), seen);
    }

    @Test
    void anEmptyInboxClosesToo() {
        Inbox inbox = new Inbox(1);

        assertNull(inbox.close());
        assertFalse(inbox.put(() -> {}));
    }

    @Test
    @Timeout(60)
    void nothingPutByManyThreadsIsLostOrLeavesTheSleeperAsleep() throws InterruptedException {
        Inbox inbox = new Inbox(1);
        int producers = 4;
        int each = 20_000;
        int[] received = new int[producers];
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            int producer = p;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    int expected = i;
                    inbox.put(() -> {
                        assertEquals(expected, received[producer], "order of one producer");
                        received[producer]++;
                    });
                }
            }));
        }

        int total = 0;
        while (total < producers * each) {
            Inbox.Item item = inbox.takeAll();
            if (item == null) {
                inbox.await(TimeUnit.SECONDS.toNanos(30));
                continue;
            }
            for (; item != null; item = item.next()) {
                item.work().run();
                total++;
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertNull(inbox.takeAll());
    }
}
