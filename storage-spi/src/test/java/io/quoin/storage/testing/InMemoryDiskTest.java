package io.quoin.storage.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quoin.storage.Batch;
import io.quoin.storage.EngineFullException;
import io.quoin.storage.EngineIoException;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.View;
import io.quoin.storage.testing.InMemoryDisk.Fault;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InMemoryDiskTest {
    @Test
    void aCrashKeepsAnyPrefixOfTheCommitsThatAreNotDurable() {
        var found = new TreeSet<Long>();
        for (var seed = 0; seed < 100; seed++) {
            var disk = filled(new InMemoryDisk(4), 10);
            assertEquals(4, disk.unsyncedCommits());
            assertEquals(6, disk.durable().revision());
            disk.crash(new SplittableRandom(seed));
            try (var engine = disk.open(EngineUnderTest.OPTIONS)) {
                var recovered = engine.recovered().revision();
                found.add(recovered);
                assertEquals(recovered, disk.contents().records().size());
            }
        }
        assertEquals(new TreeSet<>(Arrays.asList(6L, 7L, 8L, 9L, 10L)), found);
    }

    @Test
    void theWorstCrashLosesAllThatWasNotSynced() {
        var disk = new InMemoryDisk(Integer.MAX_VALUE);
        var engine = disk.open(EngineUnderTest.OPTIONS);
        EngineUnderTest.commitRange(engine, 1, 3, 10);
        engine.sync();
        EngineUnderTest.commitRange(engine, 4, 5, 10);
        disk.crash();
        assertThrows(EngineIoException.class, engine::view);
        engine.close();
        assertEquals(3, disk.open(EngineUnderTest.OPTIONS).recovered().revision());
    }

    @Test
    void aDeadEngineDoesNotDisturbTheOneAfterIt() {
        var disk = filled(new InMemoryDisk(), 3);
        disk.crash();
        var second = disk.open(EngineUnderTest.OPTIONS);
        disk.crash();
        try (var third = disk.open(EngineUnderTest.OPTIONS)) {
            second.close();
            EngineUnderTest.commitRange(third, 3, 4, 10);
            assertEquals(4, disk.contents().checkpoint().revision());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"COMMIT_LOST", "COMMIT_KEPT", "SYNC", "READ"})
    void anEngineThatFailedIsUnusableUntilReopened(Fault fault) {
        var disk = new InMemoryDisk();
        var engine = disk.open(EngineUnderTest.OPTIONS);
        EngineUnderTest.commitRange(engine, 1, 3, 10);
        disk.failNext(fault);
        assertThrows(EngineIoException.class, () -> act(engine, fault));
        assertThrows(EngineIoException.class, engine::begin);
        assertThrows(EngineIoException.class, engine::view);
        engine.close();
        try (var reopened = disk.open(EngineUnderTest.OPTIONS)) {
            assertEquals(
                    fault == Fault.COMMIT_KEPT ? 4 : 3, reopened.recovered().revision());
        }
    }

    private static void act(StorageEngine engine, Fault fault) {
        switch (fault) {
            case SYNC -> engine.sync();
            case READ -> EngineUnderTest.read(engine, 1, 0);
            default -> EngineUnderTest.commitRange(engine, 4, 4, 10);
        }
    }

    @Test
    void anOpenThatFailsCanBeTriedAgain() {
        var disk = filled(new InMemoryDisk(), 2);
        disk.crash();
        disk.failNext(Fault.OPEN);
        assertThrows(EngineIoException.class, () -> disk.open(EngineUnderTest.OPTIONS));
        disk.open(EngineUnderTest.OPTIONS).close();
    }

    @Test
    void aFullDiskTakesDeletesAndIsFilledAgainAfterIt() {
        var disk = new InMemoryDisk();
        try (var engine = disk.open(EngineUnderTest.OPTIONS)) {
            EngineUnderTest.commitRange(engine, 1, 10, 100);
            disk.capacityBytes(engine.stats().inUseBytes());
            assertThrows(EngineFullException.class, () -> EngineUnderTest.commitRange(engine, 11, 11, 0));
            EngineUnderTest.compactAndDelete(engine, 1, 1, 10);
            Consumer<Batch> put = batch -> batch.putRecord(11, 0, EngineUnderTest.filled(11, 100));
            EngineUnderTest.commit(engine, EngineUnderTest.compactedAt(11, 1), put);
        }
    }

    @Test
    void aFlippedBitIsTheSameForReadersAndAfterACrash() {
        var disk = filled(new InMemoryDisk(), 5);
        var before = disk.contents().records();
        before.replaceAll((_, record) -> record.clone());
        var position = disk.flipBit(new SplittableRandom(1));
        assertNotNull(position);
        disk.crash();
        try (var engine = disk.open(EngineUnderTest.OPTIONS)) {
            var after = EngineUnderTest.contents(engine, engine.recovered()).records();
            after.forEach((at, record) ->
                    assertEquals(!at.equals(position), Arrays.equals(before.get(at), record), at::toString));
        }
    }

    @Test
    void aSegmentThatIsKeptIsOverwritten() {
        var disk = new InMemoryDisk();
        try (var engine = disk.open(EngineUnderTest.OPTIONS);
                var view = view(engine)) {
            var kept = new MemorySegment[1];
            view.get(1, 0, (_, _, record) -> {
                kept[0] = record;
                return true;
            });
            assertFalse(Arrays.equals(new byte[] {1}, kept[0].toArray(ValueLayout.JAVA_BYTE)));
        }
    }

    private static View view(StorageEngine engine) {
        EngineUnderTest.commitRange(engine, 1, 1, 1);
        return engine.view();
    }

    private static InMemoryDisk filled(InMemoryDisk disk, int commits) {
        var engine = disk.open(EngineUnderTest.OPTIONS);
        for (var revision = 1; revision <= commits; revision++) {
            EngineUnderTest.commitRange(engine, revision, revision, 10);
        }
        return disk;
    }
}
