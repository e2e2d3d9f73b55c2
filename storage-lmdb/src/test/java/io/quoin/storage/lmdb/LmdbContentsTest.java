package io.quoin.storage.lmdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineBusyException;
import io.quoin.storage.EngineCorruptException;
import io.quoin.storage.EngineException;
import io.quoin.storage.EngineIoException;
import io.quoin.storage.EngineOptions;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading at rest leaves the directory as it is, whatever is in it. */
class LmdbContentsTest {
    private static final int RECORDS = 300;
    private static final Checkpoint CHECKPOINT = new Checkpoint(5, 1, RECORDS, 0, 3, 4);

    /** Size, time of the last change and contents. */
    private record Remembered(long bytes, FileTime changed, int hash) {}

    @TempDir
    private Path temporary;

    private final LmdbEngineProvider provider = new LmdbEngineProvider();

    private Path filled() {
        var directory = temporary.resolve("engine");
        try (var engine = provider.open(directory, EngineOptions.DEFAULT);
                var batch = engine.begin()) {
            for (var revision = 1; revision <= RECORDS; revision++) {
                batch.putRecord(
                        revision, 0, MemorySegment.ofArray(new byte[500]).fill((byte) revision));
            }
            batch.commit(CHECKPOINT);
        }
        return directory;
    }

    private static Map<String, Remembered> remember(Path directory) throws IOException {
        var files = new TreeMap<String, Remembered>();
        try (var tree = Files.walk(directory)) {
            for (var path : tree.toList()) {
                var contents = Files.isDirectory(path) ? new byte[0] : Files.readAllBytes(path);
                var remembered =
                        new Remembered(contents.length, Files.getLastModifiedTime(path), Arrays.hashCode(contents));
                files.put(directory.relativize(path).toString(), remembered);
            }
        }
        return files;
    }

    private long countRecords(Path directory) {
        try (var contents = provider.read(directory)) {
            var seen = new long[1];
            contents.scan(1, 0, Long.MAX_VALUE, (_, _, record) -> {
                seen[0] += record.byteSize() == 500 ? 1 : 0;
                return true;
            });
            return seen[0];
        }
    }

    @Test
    void notAByteChangesAndLeftoversStay() throws IOException {
        var directory = filled();
        Files.writeString(Files.createDirectory(directory.resolve("building-7")).resolve("data.mdb"), "torn");
        Files.delete(directory.resolve("env-1/lock.mdb"));
        var before = remember(directory);

        assertEquals(RECORDS, countRecords(directory));

        assertEquals(before, remember(directory));
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsRead() throws IOException {
        var directory = filled();
        for (var file : new String[] {"env-1/data.mdb", "env-1/lock.mdb", "LOCK"}) {
            assertTrue(directory.resolve(file).toFile().setReadOnly());
        }
        assertEquals(RECORDS, countRecords(directory));
    }

    /** Pages that were never written lie behind the end; reading must neither fail for them nor write them. */
    @Test
    void aDataFileThatLacksItsLastPagesIsReadFromACopy() throws IOException {
        var directory = filled();
        var data = directory.resolve("env-1/data.mdb");
        var whole = Files.size(data);
        for (var pages = 1; pages <= 20; pages++) {
            cut(data, whole - 4096L * pages);
            var before = remember(directory);
            try {
                assertTrue(countRecords(directory) <= RECORDS);
            } catch (EngineCorruptException | EngineIoException e) {
                assertTrue(e.getMessage().contains("(-307"), e::getMessage);
            }
            assertEquals(before, remember(directory));
        }
    }

    @Test
    void damageIsRefusedAndTheLockReleased() throws IOException {
        var directory = filled();
        cut(directory.resolve("env-1/data.mdb"), 0);
        assertThrows(EngineCorruptException.class, () -> provider.read(directory));
        assertThrows(EngineCorruptException.class, () -> provider.read(directory));
    }

    @Test
    void whileItIsReadItCannotBeOpened() {
        var directory = filled();
        try (var _ = provider.read(directory)) {
            assertThrows(EngineBusyException.class, () -> provider.open(directory, EngineOptions.DEFAULT));
        }
        provider.open(directory, EngineOptions.DEFAULT).close();
    }

    @Test
    void whatIsNoEngineIsRefusedAndNothingIsMade() throws IOException {
        var directory = Files.createDirectory(temporary.resolve("empty"));
        assertThrows(EngineException.class, () -> provider.read(directory));
        assertThrows(EngineException.class, () -> provider.read(temporary.resolve("absent")));
        assertEquals(1, remember(directory).size());
    }

    private static void cut(Path file, long length) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }
}
