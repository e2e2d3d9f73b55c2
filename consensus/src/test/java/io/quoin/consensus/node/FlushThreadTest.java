package io.quoin.consensus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryId;
import io.quoin.consensus.StateMachine;
import io.quoin.consensus.wal.DiskReserve;
import io.quoin.consensus.wal.FileDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flushes, and the other work of the engine's one writer. */
class FlushThreadTest {
    private static final int ENTRIES_MAX = 10_000;
    private static final NodeOptions SLOW =
            new NodeOptions(10, 7_000, 1 << 20, 1 << 10, 1 << 20, 60_000, 1 << 20, ENTRIES_MAX, 50);

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Machine machine = new Machine();
    private final FlushThread flush = over(DiskReserve.NONE);

    private FlushThread over(DiskReserve reserve) {
        return new FlushThread(
                machine,
                reserve,
                SLOW,
                (what, failure) -> {
                    throw new AssertionError(what, failure);
                },
                nanos -> events.add("flushed"));
    }

    /** Says that it was flushed, and whether it wants to be. */
    private final class Machine implements StateMachine {
        private volatile boolean flushWanted;
        private volatile EntryId applied = EntryId.NONE;
        private volatile Path ballast;

        @Override
        public EntryId applied() {
            return applied;
        }

        @Override
        public Object apply(Entry entry, boolean resultWanted) {
            return null;
        }

        @Override
        public void publish() {
            events.add("publish");
        }

        @Override
        public boolean runSlice() {
            return false;
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public boolean flushWanted() {
            return flushWanted;
        }

        @Override
        public void flush() {
            events.add("flush");
        }

        @Override
        public boolean isFull() {
            return ballast != null && Files.exists(ballast);
        }

        @Override
        public EntryId durable() {
            return EntryId.NONE;
        }
    }

    private WriterTask task(String name) {
        return new WriterTask() {
            @Override
            public void run() {
                events.add(name);
            }

            @Override
            public void abandoned() {
                events.add(name + " abandoned");
            }
        };
    }

    private String nextEvent() throws InterruptedException {
        return events.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void whatTheMachineWaitsForIsFlushedAtOnce() throws InterruptedException {
        flush.start();
        machine.flushWanted = true;
        flush.published();
        assertEquals("flush", nextEvent());
        assertEquals("flushed", nextEvent());
        flush.close();
    }

    @Test
    void asManyEntriesAsMayWaitAreFlushedAtOnce() throws InterruptedException {
        flush.start();
        machine.applied = new EntryId(ENTRIES_MAX - 1, 1);
        flush.published();
        machine.applied = new EntryId(ENTRIES_MAX, 1);
        flush.published();
        assertEquals("flush", nextEvent());
        assertEquals("flushed", nextEvent());
        machine.applied = new EntryId(2 * ENTRIES_MAX, 1);
        flush.published();
        assertEquals("flush", nextEvent());
        assertEquals("flushed", nextEvent());
        flush.close();
    }

    @Test
    void aFullEngineTakesTheReserveAndIsFlushedOnceMore(@TempDir Path directory) throws Exception {
        var reserve = DiskReserve.open(List.of(new DiskReserve.Part(new FileDisk(directory), "reserve", 4096)));
        assertTrue(reserve.make());
        machine.ballast = directory.resolve("reserve");
        var reserving = over(reserve);
        reserving.start();
        machine.flushWanted = true;
        reserving.published();
        assertEquals("flush", nextEvent());
        assertEquals("flush", nextEvent());
        assertEquals("flushed", nextEvent());
        assertTrue(reserve.isShort());
        reserving.close();
    }

    @Test
    void aTaskRunsOnTheWriterAfterWhatIsToBeFlushed() throws InterruptedException {
        flush.published();
        assertTrue(flush.submit(task("task")));
        flush.start();
        assertEquals("flush", nextEvent());
        assertEquals("flushed", nextEvent());
        assertEquals("task", nextEvent());
        flush.close();
    }

    @Test
    void tasksAreBoundedAndThoseThatDidNotBeginAreTold() throws InterruptedException {
        var mayEnd = new CountDownLatch(1);
        flush.start();
        assertTrue(flush.submit(new WriterTask() {
            @Override
            public void run() {
                events.add("begun");
                try {
                    mayEnd.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void abandoned() {
                events.add("abandoned");
            }
        }));
        assertEquals("begun", nextEvent());
        int taken = 0;
        while (flush.submit(task("waiting"))) {
            taken++;
        }
        assertEquals(16, taken);
        var closer = Thread.ofPlatform().start(() -> {
            try {
                flush.close();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        mayEnd.countDown();
        closer.join();
        assertEquals(List.of("waiting abandoned"), events.stream().distinct().toList());
        assertFalse(flush.submit(task("late")));
    }
}
