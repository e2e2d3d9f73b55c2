package io.quoin.storage.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineFullException;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.Table;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Point 1: what is found after open is what one commit left. */
@ContractPoint(value = 1, title = "prefix consistency")
public interface PrefixConsistency extends EngineUnderTest {
    @Test
    default void aFreshEngineIsEmptyAndRecoversNone() {
        try (var engine = open()) {
            assertEquals(Checkpoint.NONE, engine.recovered());
            assertEquals(Checkpoint.NONE, engine.durable());
            assertEquals(new Contents(), EngineUnderTest.contents(engine, Checkpoint.NONE));
        }
    }

    @Test
    default void aCleanCloseKeepsEverything() {
        var workload = new Workload(1);
        var model = new Contents();
        for (var opened = 0; opened < 5; opened++) {
            try (var engine = open()) {
                assertEquals(model.checkpoint(), engine.recovered());
                assertEquals(model, EngineUnderTest.contents(engine, engine.recovered()));
                for (var steps = 0; steps < 20; steps++) {
                    var step = workload.next(model);
                    step.applyTo(engine);
                    step.applyTo(model);
                }
            }
        }
    }

    @Test
    default void anAbortedBatchLeavesNoTrace() {
        try (var engine = open()) {
            EngineUnderTest.commitRange(engine, 1, 3, 10);
            try (var batch = engine.begin()) {
                batch.putRecord(4, 0, EngineUnderTest.segment((byte) 4));
                batch.putEntry(Table.LEASE, new byte[] {1}, new byte[] {2});
            }
            assertNull(EngineUnderTest.read(engine, 4, 0));
            assertEquals(
                    0,
                    EngineUnderTest.contents(engine, EngineUnderTest.at(3))
                            .table(Table.LEASE)
                            .size());
            EngineUnderTest.commit(
                    engine, EngineUnderTest.at(4), batch -> batch.putRecord(4, 1, EngineUnderTest.segment()));
        }
        try (var engine = open()) {
            assertEquals(EngineUnderTest.at(4), engine.recovered());
            assertNull(EngineUnderTest.read(engine, 4, 0));
            assertArrayEquals(new byte[0], EngineUnderTest.read(engine, 4, 1));
        }
    }

    @Test
    default void whatWasSyncedSurvivesACrash() {
        var random = new SplittableRandom(2);
        var engine = open();
        EngineUnderTest.commitRange(engine, 1, 5, 10);
        engine.sync();
        assertEquals(EngineUnderTest.at(5), engine.durable());
        EngineUnderTest.commitRange(engine, 6, 9, 10);

        try (var reopened = provider().open(crash(directory(), engine, random), OPTIONS)) {
            assertTrue(reopened.recovered().revision() >= 5, () -> "recovered " + reopened.recovered());
            assertEquals(reopened.recovered(), reopened.durable());
        }
    }

    @Test
    default void aCrashLeavesAPrefixAndTheHistoryGoesOnFromThere() {
        var random = new SplittableRandom(3);
        var workload = new Workload(3);
        var directory = directory();
        var leastIndex = 0L;
        for (var round = 0; round < 25; round++) {
            var engine = provider().open(directory, OPTIONS);
            var recovered = engine.recovered();
            var model = workload.after(recovered.appliedIndex());
            assertTrue(recovered.appliedIndex() >= leastIndex, "a durable commit was lost");
            assertEquals(model, EngineUnderTest.contents(engine, recovered), "round " + round);
            for (var steps = random.nextInt(12); steps > 0; steps--) {
                var step = workload.next(model);
                step.applyTo(engine);
                step.applyTo(model);
            }
            leastIndex = engine.durable().appliedIndex();
            var uncommitted = engine.begin();
            workload.next(model).changes().stream()
                    .filter(Workload.Put.class::isInstance)
                    .map(Workload.Put.class::cast)
                    .forEach(put -> uncommitted.putRecord(
                            put.position().main(), put.position().sub(), EngineUnderTest.segment(put.record())));
            directory = crash(directory, engine, random);
        }
    }

    @Test
    default void aKilledProcessLeavesAPrefix() throws Exception {
        assumeTrue(outlivesProcess(), "nothing outlives the process: simulated crashes stand for it");
        KilledProcess.check(provider(), directory(), Integer.getInteger("quoin.conformance.kills", 5));
    }

    @Test
    default void aBatchThatDoesNotFitHasNoEffectAndTheEngineGoesOn() {
        var small = OPTIONS.withCapacityBytes(1 << 20);
        try (var engine = provider().open(directory(), small)) {
            EngineUnderTest.commitRange(engine, 1, 10, 100);
            assertThrows(EngineFullException.class, () -> EngineUnderTest.commitRange(engine, 11, 2000, 4000));

            assertEquals(
                    10,
                    EngineUnderTest.contents(engine, EngineUnderTest.at(10))
                            .records()
                            .size());
            EngineUnderTest.compactAndDelete(engine, 1, 5, 10);
            EngineUnderTest.commit(engine, EngineUnderTest.compactedAt(20, 5), batch -> {
                for (var revision = 11; revision <= 20; revision++) {
                    batch.putRecord(revision, 0, EngineUnderTest.filled(revision, 100));
                }
            });
            assertEquals(
                    15,
                    EngineUnderTest.contents(engine, EngineUnderTest.at(20))
                            .records()
                            .size());
        }
        try (var engine = provider().open(directory(), small)) {
            assertEquals(20, engine.recovered().revision());
        }
    }

    @Test
    default void anEngineFilledToTheBrimIsEmptiedAndFilledAgain() {
        var small = OPTIONS.withCapacityBytes(1 << 20);
        try (var engine = provider().open(directory(), small)) {
            var revision = 0L;
            for (var round = 0; round < 3; round++) {
                var first = revision + 1;
                revision = fill(engine, revision);
                assertTrue(revision - first > 50, "only " + (revision - first) + " commits of 4 KiB fit into 1 MiB");
                for (var from = first; from <= revision; from += 20) {
                    EngineUnderTest.compactAndDelete(engine, from, Math.min(from + 19, revision), revision);
                }
            }
        }
    }

    private static long fill(StorageEngine engine, long from) {
        var revision = from;
        try {
            while (true) {
                var next = revision + 1;
                EngineUnderTest.commit(
                        engine,
                        new Checkpoint(next, 1, next, from, 0, 0),
                        batch -> batch.putRecord(next, 0, EngineUnderTest.filled(next, 3000)));
                revision = next;
            }
        } catch (EngineFullException e) {
            return revision;
        }
    }
}
