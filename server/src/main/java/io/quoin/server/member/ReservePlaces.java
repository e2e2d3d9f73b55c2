package io.quoin.server.member;

import io.quoin.consensus.wal.DiskReserve;
import io.quoin.consensus.wal.FileDisk;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the disk reserve lies: a file {@value #FILE} beside the storage engine, and one beside the log when that is on
 * a volume of its own. Its size is an eighth of the volume, at least {@link #BYTES_MIN} and at most {@link #BYTES_MAX}:
 * several times what may be on its way to log and engine when a disk is full, so that both go on with it.
 */
final class ReservePlaces {
    static final String FILE = "reserve";
    static final long BYTES_MIN = 16L << 20;
    static final long BYTES_MAX = 64L << 20;
    private static final int PART_OF_VOLUME = 8;
    private static final int BLOCK_BYTES = 4096;

    private ReservePlaces() {}

    /** The reserve of a member; both directories exist. */
    static DiskReserve open(Path memberDirectory, LogPlace log) throws IOException {
        List<DiskReserve.Part> parts = new ArrayList<>();
        FileStore data = Files.getFileStore(memberDirectory);
        parts.add(new DiskReserve.Part(new FileDisk(memberDirectory), FILE, bytes(data.getTotalSpace())));
        FileStore own = Files.getFileStore(log.path());
        if (!own.equals(data)) {
            parts.add(new DiskReserve.Part(new FileDisk(log.path()), FILE, bytes(own.getTotalSpace())));
        }
        return DiskReserve.open(parts);
    }

    static long bytes(long volumeBytes) {
        return Math.clamp(volumeBytes / PART_OF_VOLUME / BLOCK_BYTES * BLOCK_BYTES, BYTES_MIN, BYTES_MAX);
    }
}
