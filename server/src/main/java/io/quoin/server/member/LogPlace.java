package io.quoin.server.member;

import io.quoin.consensus.wal.Disk;
import io.quoin.consensus.wal.FileDisk;
import io.quoin.server.config.ServerOptions;
import io.quoin.server.log.Log;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where the write-ahead log is: {@code member} in the data directory, or the directory that the operator has set aside
 * for it.
 *
 * @param path the directory
 * @param disk holds that directory
 * @param directory its path on the disk
 */
record LogPlace(Path path, Disk disk, String directory) {
    /** The place by the options, made when absent. */
    static LogPlace of(DataDirectory data, ServerOptions.Storage storage) throws IOException {
        Path dedicated = storage.walDirectory()
                .map(path -> path.toAbsolutePath().normalize())
                .orElse(data.root().resolve(DataDirectory.MEMBER));
        if (storage.walDirectory().isPresent()) {
            DataDirectory.create(dedicated);
        }
        Disk disk = new FileDisk(dedicated.getParent());
        if (!storage.forced()) {
            Log.warn("the log is not forced to disk (--unsafe-no-fsync): a power cut loses data that was acknowledged");
            disk = new UnforcedDisk(disk);
        }
        return new LogPlace(dedicated, disk, dedicated.getFileName().toString());
    }
}
