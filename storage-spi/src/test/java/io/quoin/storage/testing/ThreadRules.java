package io.quoin.storage.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.storage.EngineBusyException;
import io.quoin.storage.StorageEngine;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Point 7: one writer, any number of readers, one opener. */
@ContractPoint(value = 7, title = "threads and openers")
public interface ThreadRules extends EngineUnderTest {
    int KEPT_REVISIONS = 300;

    @Test
    default void oneBatchAtATimeOnThePlatformThreadThatBeganIt() throws Exception {
        try (var engine = open()) {
            try (var batch = engine.begin()) {
                assertThrows(IllegalStateException.class, engine::begin);
                assertThrows(IllegalStateException.class, engine::sync);
                assertThrows(IllegalStateException.class, engine::defragment);
                assertThrows(IllegalStateException.class, engine::close);
                var elsewhere = thrownOn(Thread.ofPlatform(), () -> {
                    batch.putRecord(1, 0, EngineUnderTest.segment());
                    return null;
                });
                assertInstanceOf(IllegalStateException.class, elsewhere);
                batch.commit(EngineUnderTest.at(1));
                assertThrows(IllegalStateException.class, () -> batch.commit(EngineUnderTest.at(1)));
            }
            assertInstanceOf(IllegalStateException.class, thrownOn(Thread.ofVirtual(), engine::begin));
            EngineUnderTest.commitRange(engine, 1, 3, 10);
        }
    }

    @Test
    default void aCheckpointNeverGoesBack() {
        try (var engine = open()) {
            EngineUnderTest.commitRange(engine, 1, 5, 10);
            try (var batch = engine.begin()) {
                assertThrows(IllegalArgumentException.class, () -> batch.commit(EngineUnderTest.at(4)));
                batch.putRecord(6, 0, EngineUnderTest.segment());
                assertThrows(IllegalArgumentException.class, () -> batch.commit(EngineUnderTest.at(5)));
                batch.commit(EngineUnderTest.at(6));
            }
        }
    }

    @Test
    default void aSecondOpenIsRefusedUntilTheFirstIsClosed() {
        var first = open();
        assertThrows(EngineBusyException.class, this::open);
        assertThrows(EngineBusyException.class, this::open);
        EngineUnderTest.commitRange(first, 1, 5, 10);
        first.close();
        first.close();
        assertThrows(IllegalStateException.class, first::begin);
        assertThrows(IllegalStateException.class, first::stats);
        try (var second = open()) {
            assertEquals(5, second.recovered().revision());
        }
    }

    @Test
    default void aViewMovesBetweenThreads() throws Exception {
        try (var engine = open()) {
            EngineUnderTest.commitRange(engine, 1, 50, 10);
            var view = onThread(Thread.ofVirtual(), engine::view);
            assertEquals(10, onThread(Thread.ofPlatform(), () -> EngineUnderTest.read(view, 7, 0)).length);
            assertEquals(
                    50,
                    onThread(Thread.ofVirtual(), () -> EngineUnderTest.contents(view, EngineUnderTest.at(50)))
                            .records()
                            .size());
            view.close();
        }
    }

    @Test
    @Timeout(60)
    default void readersBesideAWriterSeeWholeRecordsOnly() throws Exception {
        var committed = new AtomicLong();
        try (var engine = open();
                var readers =
                        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
            EngineUnderTest.commit(engine, EngineUnderTest.at(1), batch -> batch.putRecord(1, 0, checked(1)));
            committed.set(1);
            var results = new ArrayList<Future<?>>();
            for (var reader = 0; reader < 6; reader++) {
                var seed = reader;
                results.add(readers.submit(() -> readRounds(engine, committed, 100, seed)));
            }
            for (var revision = 2L; revision <= 1000 || !results.stream().allMatch(Future::isDone); revision++) {
                write(engine, revision);
                committed.set(revision);
                if (revision % 300 == 0) {
                    engine.defragment();
                }
            }
            for (var result : results) {
                result.get();
            }
            assertEquals(0, engine.stats().openViews());
        }
    }

    /** Adds a revision and deletes one that was compacted long ago. */
    private static void write(StorageEngine engine, long revision) {
        var checkpoint = EngineUnderTest.compactedAt(revision, Math.max(0, revision - KEPT_REVISIONS));
        var deletable = engine.durable().compactedRevision();
        EngineUnderTest.commit(engine, checkpoint, batch -> {
            batch.putRecord(revision, 0, checked(revision));
            if (deletable > 0) {
                batch.deleteRecord(deletable, 0);
            }
        });
    }

    /** Reads what is surely there, from one view each time, as often as said. */
    private static void readRounds(StorageEngine engine, AtomicLong committed, int rounds, int seed) {
        var random = new SplittableRandom(seed);
        for (var round = 0; round < rounds; ) {
            var newest = committed.get();
            try (var view = engine.view()) {
                if (committed.get() - newest > KEPT_REVISIONS / 3) {
                    continue; // the writer went far meanwhile and may have deleted what is asked for
                }
                var from = Math.max(1, newest - random.nextInt(KEPT_REVISIONS / 3));
                assertTrue(view.get(newest, 0, (main, _, record) -> isWhole(main, record)), () -> "no " + newest);
                var expected = new long[] {from};
                view.scan(from, 0, newest + 1, (main, _, record) -> {
                    assertEquals(expected[0]++, main);
                    return isWhole(main, record);
                });
                assertEquals(newest + 1, expected[0]);
                round++;
            }
        }
    }

    private static MemorySegment checked(long revision) {
        var body = new byte[8 + (int) (revision * 37 % 3000)];
        new SplittableRandom(revision).nextBytes(body);
        var sum = new CRC32C();
        sum.update(body, 4, body.length - 4);
        var segment = MemorySegment.ofArray(body);
        segment.set(ValueLayout.JAVA_INT_UNALIGNED, 0, (int) sum.getValue());
        return segment;
    }

    private static boolean isWhole(long main, MemorySegment record) {
        assertEquals(8 + main * 37 % 3000, record.byteSize());
        var sum = new CRC32C();
        sum.update(record.asSlice(4).toArray(ValueLayout.JAVA_BYTE));
        assertEquals((int) sum.getValue(), record.get(ValueLayout.JAVA_INT_UNALIGNED, 0), () -> "torn record " + main);
        return true;
    }

    private static <T> T onThread(Thread.Builder builder, Callable<T> action) throws Exception {
        var task = new FutureTask<>(action);
        builder.start(task);
        return task.get();
    }

    private static Throwable thrownOn(Thread.Builder builder, Callable<?> action) {
        return assertThrows(ExecutionException.class, () -> onThread(builder, action))
                .getCause();
    }
}
