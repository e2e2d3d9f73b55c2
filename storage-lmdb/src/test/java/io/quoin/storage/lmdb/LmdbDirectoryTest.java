package io.quoin.storage.lmdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineCorruptException;
import io.quoin.storage.EngineIoException;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.StorageEngine;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the directory may look like when it is opened: leftovers of every step of a crash, and damage. */
class LmdbDirectoryTest {
    private static final int RECORDS = 300;
    private static final Checkpoint CHECKPOINT = new Checkpoint(5, 1, RECORDS, 0, 3, 4);

    @TempDir
    private Path temporary;

    @Test
    void aCrashAtAnyStepOfARewriteLeavesTheContents() throws IOException {
        var before = filled("before");
        var after = temporary.resolve("after");
        DirectoryCopy.copy(before, after);
        try (var engine = open(after)) {
            engine.defragment();
        }
        var length = Files.size(after.resolve("env-2/data.mdb"));
        for (var written : new long[] {0, 4096, 8192, length / 2, length}) {
            var crashed = temporary.resolve("building-cut-at-" + written);
            DirectoryCopy.copy(before, crashed);
            DirectoryCopy.copy(after.resolve("env-2"), crashed.resolve("building-2"));
            cut(crashed.resolve("building-2/data.mdb"), written);
            assertContentsAreWholeAndLeftoversGone(crashed, "env-1");
        }
        var published = temporary.resolve("published");
        DirectoryCopy.copy(before, published);
        DirectoryCopy.copy(after.resolve("env-2"), published.resolve("env-2"));
        assertContentsAreWholeAndLeftoversGone(published, "env-2");
    }

    @Test
    void aCrashDuringTheFirstOpenLeavesAFreshDirectory() throws IOException {
        var crashed = Files.createDirectories(temporary.resolve("first"));
        Files.writeString(Files.createDirectory(crashed.resolve("building-1")).resolve("data.mdb"), "torn");
        try (var engine = open(crashed)) {
            assertEquals(Checkpoint.NONE, engine.recovered());
        }
        assertEquals(Set.of("LOCK", "env-1"), names(crashed));
    }

    @Test
    void damageIsRefusedAndNothingIsTouched() throws IOException {
        assertRefused(data -> cut(data, 0));
        assertRefused(data -> overwrite(data, 0, 4096 * 2));
        assertRefused(data -> overwrite(data, 16, 8));
        assertRefused(Files::delete);
    }

    @Test
    void pagesMissingAtTheEndAreRefusedOrReadAsZerosButNeverTouchedBehindTheEnd() throws IOException {
        var whole = Files.size(filled("whole").resolve("env-1/data.mdb"));
        for (var pages = 1; pages <= 40; pages++) {
            var directory = filled("lacking-" + pages);
            var data = directory.resolve("env-1/data.mdb");
            cut(data, whole - 4096L * pages);
            try (var engine = open(directory);
                    var view = engine.view()) {
                assertEquals(whole, Files.size(data));
                for (var revision = 1; revision <= RECORDS; revision++) {
                    view.get(revision, 0, (_, _, record) -> record.byteSize() == 500);
                }
            } catch (EngineCorruptException | EngineIoException e) {
                assertTrue(e.getMessage().contains("(-307"), e::getMessage);
            }
        }
    }

    @Test
    void aFileThatWasCutFarIsRefused() throws IOException {
        var directory = temporary.resolve("long");
        try (var engine = open(directory);
                var batch = engine.begin()) {
            batch.putRecord(1, 0, MemorySegment.ofArray(new byte[4 << 20]));
            batch.commit(CHECKPOINT);
        }
        cut(directory.resolve("env-1/data.mdb"), 1 << 20);
        assertThrows(EngineCorruptException.class, () -> open(directory));
    }

    @Test
    void anUnknownVersionOrAMissingCheckpointIsRefused() throws IOException {
        for (var key : new byte[][] {{0, 0}, {0, 1}}) {
            var directory = filled("without-" + key[1]);
            var environment = Environment.open(directory.resolve("env-1"), EngineOptions.DEFAULT);
            try (var txn = environment.txnWrite();
                    var arena = Arena.ofConfined()) {
                var name = arena.allocate(2).copyFrom(MemorySegment.ofArray(key));
                assertTrue(environment.tables().delete(txn, name));
                txn.commit();
            }
            environment.close();
            assertThrows(EngineCorruptException.class, () -> open(directory));
            assertThrows(EngineCorruptException.class, () -> open(directory)); // and the lock was released
        }
    }

    @Test
    void aRecordAboveTheCheckpointIsRefused() {
        var directory = filled("above");
        var environment = Environment.open(directory.resolve("env-1"), EngineOptions.DEFAULT);
        try (var txn = environment.txnWrite()) {
            environment.records().reserve(txn, new KeyBuffer().record(RECORDS + 1, 0), 1);
            txn.commit();
        }
        environment.close();
        assertThrows(EngineCorruptException.class, () -> open(directory));
    }

    @Test
    void theFirstCommitAfterAnOpenDoesNotMakeItselfDurable() {
        try (var engine = open(filled("durable"))) {
            assertEquals(CHECKPOINT, engine.durable());
            var next = new Checkpoint(6, 1, RECORDS, 0, 0, 0);
            commitNothing(engine, next);
            assertEquals(CHECKPOINT, engine.durable());
            commitNothing(engine, new Checkpoint(7, 1, RECORDS, 0, 0, 0));
            assertEquals(next, engine.durable());
        }
    }

    private interface Damage {
        void to(Path data) throws IOException;
    }

    private void assertRefused(Damage damage) throws IOException {
        var directory = filled("damaged-" + names(temporary).size());
        damage.to(directory.resolve("env-1/data.mdb"));
        Files.createDirectory(directory.resolve("building-9"));
        assertThrows(EngineCorruptException.class, () -> open(directory));
        assertEquals(Set.of("LOCK", "building-9", "env-1"), names(directory));
    }

    private static void assertContentsAreWholeAndLeftoversGone(Path directory, String environment) throws IOException {
        for (var opened = 0; opened < 2; opened++) {
            try (var engine = open(directory);
                    var view = engine.view()) {
                assertEquals(CHECKPOINT, engine.recovered());
                var seen = new long[1];
                view.scan(1, 0, Long.MAX_VALUE, (main, _, record) -> {
                    assertEquals(++seen[0], main);
                    return record.byteSize() == 500;
                });
                assertEquals(RECORDS, seen[0]);
                assertEquals(Set.of("LOCK", environment), names(directory));
            }
        }
    }

    private Path filled(String name) {
        var directory = temporary.resolve(name);
        try (var engine = open(directory);
                var batch = engine.begin()) {
            for (var revision = 1; revision <= RECORDS; revision++) {
                batch.putRecord(
                        revision, 0, MemorySegment.ofArray(new byte[500]).fill((byte) revision));
            }
            batch.commit(CHECKPOINT);
        }
        return directory;
    }

    private static void commitNothing(StorageEngine engine, Checkpoint checkpoint) {
        try (var batch = engine.begin()) {
            batch.commit(checkpoint);
        }
    }

    private static StorageEngine open(Path directory) {
        return new LmdbEngineProvider().open(directory, EngineOptions.DEFAULT);
    }

    private static void cut(Path file, long length) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    private static void overwrite(Path file, long position, int bytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(bytes), position);
            channel.write(ByteBuffer.allocate(bytes), position + 4096);
        }
    }

    private static Set<String> names(Path directory) throws IOException {
        try (var children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
