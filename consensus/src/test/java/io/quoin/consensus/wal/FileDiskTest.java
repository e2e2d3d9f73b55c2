package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.Entry;
import io.quoin.consensus.raft.HardState;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log on the real file system. */
class FileDiskTest {
    @TempDir
    Path root;

    @Test
    void aFileDiskKeepsItsContract() throws IOException {
        FileDisk disk = new FileDisk(root);
        disk.createDirectory("a");
        disk.createDirectory("a");
        try (DiskFile file = disk.create("a/two")) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 5);
            file.force(true);
            assertEquals(8, file.size());
            ByteBuffer read = ByteBuffer.allocate(10);
            assertEquals(3, file.read(read, 5));
            assertEquals(-1, file.read(read, 8));
        }
        disk.create("a/one").close();
        disk.forceDirectory("a");
        assertEquals(List.of("one", "two"), disk.list("a"));

        disk.rename("a/two", "a/one");
        assertEquals(List.of("one"), disk.list("a"));
        try (DiskFile file = disk.openForReading("a/one")) {
            assertEquals(8, file.size());
        }
        disk.delete("a/one");
        assertFalse(disk.exists("a/one"));
        assertThrows(NoSuchFileException.class, () -> disk.openForWriting("a/one"));
        assertTrue(disk.usableBytes() > 0);
    }

    @Test
    void aLongFileIsDeletedAsAShortOneIs() throws IOException {
        FileDisk disk = new FileDisk(root);
        try (DiskFile file = disk.create("long")) {
            SegmentWriter.clearDurably(file, 0, (9 << 20) + 1);
            assertEquals((9 << 20) + 1, file.size());
        }
        disk.delete("long");
        assertFalse(disk.exists("long"));
        assertThrows(NoSuchFileException.class, () -> disk.delete("long"));
    }

    @Test
    void onlyTheOwnerMayReadTheLog() throws IOException {
        FileDisk disk = new FileDisk(root);
        LogModel.open(disk).close();

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("member"))));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("member/vote.meta"))));
    }

    @Test
    void aLogOfManySizesIsReadBack() throws IOException {
        FileDisk disk = new FileDisk(root);
        LogModel model = new LogModel();
        SplittableRandom random = new SplittableRandom(51);
        Wal wal = Wal.open(disk, LogModel.DIRECTORY, LogModel.IDENTITY, WalOptions.DEFAULT);
        for (int length : new int[] {0, 1, 511, 4096, 70_000, 5_000_000, 3}) {
            var batch = model.batch(new HardState(model.sequence + 1, 7, 0), 0, random, length, 20);
            wal.append(batch);
            model.accept(batch);
        }
        model.assertEntriesHeldBy(wal, "at once");
        wal.close();

        try (Wal reopened = Wal.open(disk, LogModel.DIRECTORY, LogModel.IDENTITY, WalOptions.DEFAULT)) {
            model.assertHeldBy(reopened, "reopened");
            assertTrue(reopened.recovered().cleanClose());
        }
    }

    @Test
    void aKilledProcessLosesNothingThatItReported() throws Exception {
        long reported = 0;
        for (int round = 0; round < 3; round++) {
            reported = Math.max(reported, runAndKill(300 + 100 * round));
            try (Wal wal = WalWriterProcess.open(root)) {
                assertTrue(wal.lastIndex() >= reported, wal.lastIndex() + " of " + reported);
                for (long index = wal.firstIndex(); index <= wal.lastIndex(); index++) {
                    Entry entry = wal.entries(index, index, 0).getFirst();
                    assertArrayEquals(WalWriterProcess.data(index), entry.data(), "entry " + index);
                }
            }
        }
    }

    /**
     * Lets a child append until it has reported that many entries more, kills it, and returns the last one reported.
     */
    private long runAndKill(int entries) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WalWriterProcess.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = 0;
        try (BufferedReader output = child.inputReader()) {
            String line = output.readLine();
            for (int i = 0; line != null && i < entries; i++) {
                last = Long.parseLong(line);
                line = output.readLine();
            }
            assertTrue(line != null, "the child ended by itself");
        } finally {
            child.destroyForcibly();
        }
        assertTrue(child.waitFor(20, TimeUnit.SECONDS));
        return last;
    }
}
