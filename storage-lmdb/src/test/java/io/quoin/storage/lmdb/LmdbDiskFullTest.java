package io.quoin.storage.lmdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineFullException;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small tmpfs, which only root may mount. */
class LmdbDiskFullTest {
    @TempDir
    private Path mountPoint;

    private boolean mounted;

    @BeforeEach
    void mount() throws InterruptedException {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", mountPoint.toString());
        assumeTrue(mounted, "no tmpfs can be mounted here (needs root on Linux): the real full disk is not tested");
    }

    @AfterEach
    void unmount() throws InterruptedException {
        if (mounted) {
            assertTrue(run("umount", mountPoint.toString()));
        }
    }

    @Test
    void aFullDiskRefusesTheBatchServesReadsTakesDeletesAndTheBatchOnceThereIsSpace() throws IOException {
        var ballast = mountPoint.resolve("ballast");
        Files.write(ballast, new byte[1 << 20]);
        try (var engine = open()) {
            var last = fill(engine);
            assertTrue(last > 100, "only " + last + " commits fitted");
            assertEquals(last, engine.stats().records());
            assertReadable(engine, last);
            assertThrows(EngineFullException.class, () -> put(engine, last + 1, 200));
            assertThrows(EngineFullException.class, engine::defragment);
            assertReadable(engine, last);
            openManyViews(engine);

            Files.delete(ballast);
            assertEquals(last - 1, engine.durable().revision());
            engine.sync(); // has to write the meta page again, which a failed force may have dropped
            assertEquals(last, engine.durable().revision());
            put(engine, last + 1, 20);
            engine.sync();
            assertEquals(last + 20, engine.durable().revision());
            assertReadable(engine, last + 20);
        }
        try (var engine = open()) {
            assertReadable(engine, engine.recovered().revision());
        }
    }

    @Test
    void aFullDiskIsEmptiedByCompaction() {
        try (var engine = open()) {
            var last = fill(engine);
            compactAll(engine, last);
            put(engine, last + 1, 100);
            assertEquals(100, engine.stats().records());
        }
    }

    @Test
    void anEngineOpensOnAFullDisk() throws IOException {
        try (var engine = open()) {
            put(engine, 1, 10);
        }
        fillTheRest();
        try (var engine = open()) {
            assertReadable(engine, 10);
            openManyViews(engine);
        }
        var fresh = mountPoint.resolve("fresh");
        assertThrows(EngineFullException.class, () -> new LmdbEngineProvider().open(fresh, EngineOptions.DEFAULT));
    }

    private void fillTheRest() throws IOException {
        try (var ballast = Files.newOutputStream(mountPoint.resolve("ballast"))) {
            assertThrows(IOException.class, () -> {
                while (true) {
                    ballast.write(new byte[4096]);
                }
            });
        }
    }

    /** The reader table is a mapped file too: each view touches a part of it that was never used. */
    private static void openManyViews(StorageEngine engine) {
        var views = new ArrayList<View>();
        for (var open = 0; open < EngineOptions.DEFAULT.viewsMax(); open++) {
            views.add(engine.view());
        }
        views.forEach(View::close);
    }

    /**
     * In small batches: a delete copies pages before it frees some, and what a commit freed serves the next but one.
     */
    private static void compactAll(StorageEngine engine, long last) {
        var compacted = new Checkpoint(last, 1, last, last, 0, 0);
        try (var batch = engine.begin()) {
            batch.commit(compacted);
        }
        engine.sync();
        for (var from = 1L; from <= last; from += 10) {
            try (var batch = engine.begin()) {
                for (var revision = from; revision < from + 10; revision++) {
                    batch.deleteRecord(Math.min(revision, last), 0);
                }
                batch.commit(compacted);
            }
        }
    }

    /** Commits until the disk is full; the last revision that fitted. */
    private static long fill(StorageEngine engine) {
        var revision = 0L;
        try {
            while (true) {
                put(engine, revision + 1, 1);
                revision++;
            }
        } catch (EngineFullException e) {
            return revision;
        }
    }

    private static void put(StorageEngine engine, long from, int count) {
        try (var batch = engine.begin()) {
            for (var revision = from; revision < from + count; revision++) {
                batch.putRecord(
                        revision, 0, MemorySegment.ofArray(new byte[8000]).fill((byte) revision));
            }
            var last = from + count - 1;
            batch.commit(new Checkpoint(last, 1, last, engine.durable().compactedRevision(), 0, 0));
        }
    }

    private static void assertReadable(StorageEngine engine, long last) {
        try (var view = engine.view()) {
            var seen = new long[1];
            view.scan(1, 0, Long.MAX_VALUE, (main, _, _) -> ++seen[0] == main);
            assertEquals(last, seen[0]);
        }
    }

    private StorageEngine open() {
        return new LmdbEngineProvider().open(mountPoint.resolve("engine"), EngineOptions.DEFAULT);
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // no such command on this system
        }
    }
}
