package io.quoin.storage.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Point 6: figures follow the contents. */
@ContractPoint(value = 6, title = "honest figures")
public interface HonestFigures extends EngineUnderTest {
    /** What an engine may use to hold nothing. */
    long EMPTY_BYTES_MAX = 64 << 10;

    @Test
    default void inUseGrowsWithTheContentsAndIsAboutNothingAfterDeletingAll() {
        try (var engine = open()) {
            assertTrue(engine.stats().inUseBytes() <= EMPTY_BYTES_MAX, () -> "empty: " + engine.stats());
            var lastInUse = 0L;
            for (var round = 0; round < 10; round++) {
                EngineUnderTest.commitRange(engine, round * 100L + 1, round * 100L + 100, 1000);
                var stats = engine.stats();
                assertTrue(stats.inUseBytes() >= lastInUse + 90_000, "round " + round + ": " + stats);
                assertTrue(stats.inUseBytes() <= stats.allocatedBytes(), stats::toString);
                assertEquals((round + 1) * 100, stats.records());
                lastInUse = stats.inUseBytes();
            }
            assertTrue(lastInUse < 2_000_000, "a million bytes of records take " + lastInUse);

            EngineUnderTest.compactAndDelete(engine, 1, 1000, 1000);
            engine.maintain(10_000_000);
            engine.defragment();
            assertEquals(0, engine.stats().records());
            assertTrue(engine.stats().inUseBytes() <= EMPTY_BYTES_MAX, () -> "emptied: " + engine.stats());
            assertTrue(engine.stats().allocatedBytes() <= 2 * EMPTY_BYTES_MAX, () -> "emptied: " + engine.stats());
        }
    }

    @Test
    default void defragmentationPacksWhatScatteredDeletesLeft() {
        try (var engine = open()) {
            EngineUnderTest.commitRange(engine, 1, 4000, 300);
            EngineUnderTest.commit(engine, EngineUnderTest.compactedAt(4000, 4000), _ -> {});
            engine.sync();
            EngineUnderTest.commit(engine, EngineUnderTest.compactedAt(4000, 4000), batch -> {
                for (var revision = 1; revision <= 4000; revision++) {
                    if (revision % 10 != 0) {
                        batch.deleteRecord(revision, 0);
                    }
                }
            });
            var checkpoint = EngineUnderTest.compactedAt(4000, 4000);
            var before = EngineUnderTest.contents(engine, checkpoint);
            engine.defragment();

            assertEquals(before, EngineUnderTest.contents(engine, checkpoint));
            assertEquals(400, engine.stats().records());
            var allocated = engine.stats().allocatedBytes();
            assertTrue(allocated < 400 * 300 * 2 + EMPTY_BYTES_MAX, "400 records of 300 bytes take " + allocated);
            assertEquals(checkpoint, engine.durable());
        }
    }

    @Test
    default void churnReusesSpace() {
        try (var engine = open()) {
            var settled = 0L;
            for (var round = 0; round < 40; round++) {
                EngineUnderTest.commit(engine, EngineUnderTest.compactedAt((round + 1) * 50L, round * 50L), _ -> {});
                engine.sync();
                var first = round * 50L + 1;
                EngineUnderTest.commit(engine, EngineUnderTest.compactedAt(first + 49, first - 1), batch -> {
                    for (var revision = Math.max(1, first - 50); revision < first; revision++) {
                        batch.deleteRecord(revision, 0);
                    }
                    for (var revision = first; revision < first + 50; revision++) {
                        batch.putRecord(revision, 0, EngineUnderTest.filled(revision, 1000));
                    }
                });
                engine.maintain(1_000_000);
                settled = round == 10 ? engine.stats().allocatedBytes() : settled;
            }
            var end = engine.stats().allocatedBytes();
            assertTrue(end <= settled * 3 / 2, settled + " bytes after 10 rounds of churn, " + end + " after 40");
        }
    }
}
