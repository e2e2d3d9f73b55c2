package io.quoin.simulator.mutant;

import io.quoin.consensus.wal.Disk;
import io.quoin.consensus.wal.DiskFile;
import java.io.IOException;
import java.util.List;

/** Passes everything on to a disk; files can be replaced. */
abstract class DiskAround implements Disk {
    private final Disk disk;

    DiskAround(Disk disk) {
        this.disk = disk;
    }

    /** The file to use in place of this one. */
    abstract DiskFile file(String path, DiskFile file);

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
        return file(path, disk.create(path));
    }

    @Override
    public DiskFile openForWriting(String path) throws IOException {
        return file(path, disk.openForWriting(path));
    }

    @Override
    public DiskFile openForReading(String path) throws IOException {
        return file(path, disk.openForReading(path));
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
    public void forceDirectory(String path) throws IOException {
        disk.forceDirectory(path);
    }

    @Override
    public long usableBytes() throws IOException {
        return disk.usableBytes();
    }
}
