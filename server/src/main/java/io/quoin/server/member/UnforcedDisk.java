package io.quoin.server.member;

import io.quoin.consensus.wal.Disk;
import io.quoin.consensus.wal.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A disk that is never waited for: forcing does nothing. What was written survives the end of the process, not that of
 * the machine. For tests of clients and throw-away clusters.
 */
record UnforcedDisk(Disk disk) implements Disk {
    @Override
    public void createDirectory(String path) throws IOException {
        disk.createDirectory(path);
    }

    @Override
    public boolean exists(String path) throws IOException {
        return disk.exists(path);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public DiskFile create(String path) throws IOException {
        return new UnforcedFile(disk.create(path));
    }

    @Override
    public DiskFile openForWriting(String path) throws IOException {
        return new UnforcedFile(disk.openForWriting(path));
    }

    @Override
    public DiskFile openForReading(String path) throws IOException {
        return disk.openForReading(path);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(String path) throws IOException {
        disk.delete(path);
    }

    @Override
    public void forceDirectory(String path) {
        // As said above.
    }

    @Override
    public long usableBytes() throws IOException {
        return disk.usableBytes();
    }

    private record UnforcedFile(DiskFile file) implements DiskFile {
        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            return file.read(to, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            file.write(from, position);
        }

        @Override
        public void force(boolean metadata) {
            // As said above.
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
