package io.quoin.storage.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quoin.storage.BackupSink;
import io.quoin.storage.BackupSource;
import io.quoin.storage.EngineBusyException;
import io.quoin.storage.EngineCorruptException;
import io.quoin.storage.EngineFullException;
import io.quoin.storage.StorageEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Beside the points: any engine restores what any other wrote, whole or not at all. */
@ContractPoint(value = 0, title = "backup, restore, damage")
public interface BackupExchange extends EngineUnderTest {
    @Test
    default void aBackupGoesToAnotherEngineAndBackAgain() throws IOException {
        var model = new Workload(7).after(200);
        var reference = new InMemoryEngineProvider();
        var elsewhere = Path.of("elsewhere");
        byte[] first;
        try (var engine = open()) {
            replay(engine, 200);
            first = backup(engine);
        }
        assertEquals(model.checkpoint(), reference.restore(elsewhere, OPTIONS, source(first)));
        byte[] second;
        try (var engine = reference.open(elsewhere, OPTIONS)) {
            assertEquals(model, EngineUnderTest.contents(engine, engine.recovered()));
            second = backup(engine);
        }
        var back = directory().resolve("back");
        assertEquals(model.checkpoint(), provider().restore(back, OPTIONS, source(second)));
        try (var engine = provider().open(back, OPTIONS)) {
            assertEquals(model, EngineUnderTest.contents(engine, engine.recovered()));
            assertEquals(model.checkpoint(), engine.durable());
            var next = new Workload(7).next(model);
            next.applyTo(engine);
        }
    }

    @Test
    default void aRestoreReplacesWhatWasThere() throws IOException {
        byte[] stream;
        try (var engine = open()) {
            replay(engine, 30);
            stream = backup(engine);
            replay(engine, 60);
        }
        provider().restore(directory(), OPTIONS, source(stream));
        try (var engine = open()) {
            assertEquals(new Workload(7).after(30), EngineUnderTest.contents(engine, engine.recovered()));
        }
    }

    @Test
    default void aRestoreThatFailsChangesNothing() throws IOException {
        byte[] stream;
        try (var engine = open()) {
            replay(engine, 40);
            stream = backup(engine);
            assertThrows(EngineBusyException.class, () -> provider().restore(directory(), OPTIONS, source(stream)));
        }
        var flipped = stream.clone();
        flipped[stream.length / 2] ^= 4;
        var cut = Arrays.copyOf(stream, stream.length - 1);
        var disconnected = new IOException("disconnected");
        var tiny = OPTIONS.withCapacityBytes(1 << 16);

        assertThrows(EngineCorruptException.class, () -> provider().restore(directory(), OPTIONS, source(flipped)));
        assertThrows(EngineCorruptException.class, () -> provider().restore(directory(), OPTIONS, source(cut)));
        assertThrows(EngineFullException.class, () -> provider().restore(directory(), tiny, source(stream)));
        assertSame(
                disconnected,
                assertThrows(
                        IOException.class,
                        () -> provider().restore(directory(), OPTIONS, (_, _, _) -> {
                            throw disconnected;
                        })));
        try (var engine = open()) {
            assertEquals(new Workload(7).after(40), EngineUnderTest.contents(engine, engine.recovered()));
        }
    }

    @Test
    default void aSinkThatFailsEndsTheBackupAndHarmsNothing() throws IOException {
        try (var engine = open()) {
            replay(engine, 40);
            var disconnected = new IOException("disconnected");
            assertSame(
                    disconnected,
                    assertThrows(
                            IOException.class,
                            () -> engine.backup((_, _, _) -> {
                                throw disconnected;
                            })));
            assertEquals(0, engine.stats().openViews());
            backup(engine);
        }
    }

    @Test
    default void aFlippedBitInARecordIsReturnedAsItIsAndNothingBreaks() {
        var records = 50;
        try (var engine = open()) {
            EngineUnderTest.commit(engine, EngineUnderTest.at(records), batch -> {
                for (var revision = 1; revision <= records; revision++) {
                    batch.putRecord(revision, 0, EngineUnderTest.segment(marked(revision)));
                }
            });
        }
        flipBit(directory(), new RecordPosition(25, 0), marked(25));
        try (var engine = open()) {
            var seen = EngineUnderTest.contents(engine, engine.recovered()).records();
            assertEquals(records, seen.size());
            seen.forEach((position, record) -> {
                var wrongBits = 0;
                for (var i = 0; i < record.length; i++) {
                    wrongBits += Integer.bitCount((record[i] ^ marked((int) position.main())[i]) & 0xff);
                }
                assertEquals(position.main() == 25 ? 1 : 0, wrongBits, position::toString);
            });
            EngineUnderTest.commitRange(engine, records + 1, records + 10, 10);
        }
    }

    private static byte[] marked(int revision) {
        var bytes = new byte[200];
        new SplittableRandom(revision).nextBytes(bytes);
        return bytes;
    }

    private static void replay(StorageEngine engine, long toIndex) {
        var workload = new Workload(7);
        var model = workload.after(0);
        while (model.checkpoint().appliedIndex() < toIndex) {
            var step = workload.next(model);
            if (step.checkpoint().appliedIndex() > last(engine)) {
                step.applyTo(engine);
            }
            step.applyTo(model);
        }
    }

    /** The index of the last commit. */
    private static long last(StorageEngine engine) {
        engine.sync();
        return engine.durable().appliedIndex();
    }

    private static byte[] backup(StorageEngine engine) throws IOException {
        var stream = new ByteArrayOutputStream();
        engine.backup(BackupSink.to(stream));
        return stream.toByteArray();
    }

    private static BackupSource source(byte[] stream) {
        return BackupSource.from(new ByteArrayInputStream(stream));
    }
}
