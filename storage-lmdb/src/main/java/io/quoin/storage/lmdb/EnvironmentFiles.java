package io.quoin.storage.lmdb;

import io.quoin.storage.EngineCorruptException;
import io.quoin.storage.EngineException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps the files that LMDB maps from killing the process: touching a mapped page that has no block on a full disk, or
 * lies behind the end of its file, is SIGBUS, not an error.
 */
final class EnvironmentFiles {
    static final String DATA = "data.mdb";
    private static final String LOCK = "lock.mdb";

    /** LMDB's reader table: a slot per reader behind a header, generously. */
    private static final int READER_BYTES = 64;

    private static final int LOCK_HEADER_BYTES = 4096;

    /**
     * By how many pages a healthy data file may be too short: a page that was taken from the end of the file and given
     * back within one transaction is never written. A file that lacks more was cut.
     */
    private static final long UNWRITTEN_PAGES_MAX = 256;

    private EnvironmentFiles() {}

    /**
     * Writes the lock file out with zeros before LMDB maps it, as LMDB alone would leave it sparse. Nobody else has it
     * open: the directory is locked.
     *
     * @throws EngineException full or broken
     */
    static void allocateLockFile(Path environment, int readersMax) {
        var zeros = ByteBuffer.allocate(LOCK_HEADER_BYTES + readersMax * READER_BYTES);
        var file = environment.resolve(LOCK);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
        } catch (IOException e) {
            throw Failures.writing(file.toFile(), e);
        }
    }

    /**
     * How many bytes of pages that the data file claims to have lie behind its end.
     *
     * @throws EngineCorruptException when too much is missing
     */
    static int missingBytes(File data, long claimedBytes, int pageBytes) {
        var missing = Math.max(0, claimedBytes - data.length());
        if (missing > UNWRITTEN_PAGES_MAX * pageBytes) {
            throw new EngineCorruptException(data + " was cut: " + missing + " bytes are missing", null);
        }
        return (int) missing;
    }

    /** Makes so many bytes behind the end of the data file readable, as zeros. */
    static void extend(File data, int missing) {
        var zeros = ByteBuffer.allocate(missing);
        try (var channel = FileChannel.open(data.toPath(), StandardOpenOption.WRITE)) {
            var end = data.length();
            while (zeros.hasRemaining()) {
                end += channel.write(zeros, end);
            }
        } catch (IOException e) {
            throw Failures.writing(data, e);
        }
    }
}
