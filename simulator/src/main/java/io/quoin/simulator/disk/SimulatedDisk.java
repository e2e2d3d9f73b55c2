package io.quoin.simulator.disk;

import io.quoin.consensus.wal.Disk;
import io.quoin.consensus.wal.DiskFile;
import io.quoin.consensus.wal.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A {@link Disk} in memory that the simulation can crash, fill, slow down and damage. Operations take virtual time,
 * which {@link #takeElapsedNanos} hands to whoever drives the clock. Not thread safe: there is one thread.
 */
public final class SimulatedDisk implements Disk {
    private final TreeMap<String, Directory> directories = new TreeMap<>();
    private final DiskFaults faults;
    private long elapsedNanos;

    public SimulatedDisk(DiskFaults faults) {
        this.faults = faults;
        directories.put("", new Directory());
    }

    /** The virtual time that the operations since the last call took. */
    public long takeElapsedNanos() {
        long elapsed = elapsedNanos;
        elapsedNanos = 0;
        return elapsed;
    }

    /**
     * The power goes: what was not forced is decided by the generator, and open handles are dead with their process.
     */
    public void losePower(RandomGenerator random) {
        for (Directory directory : directories.values()) {
            for (Inode inode : directory.inodes()) {
                inode.losePower(random);
            }
            directory.losePower(random);
        }
    }

    /** Flips one bit of a file below the directory; false when there is none with content. */
    public boolean flipBit(String directory, RandomGenerator random) {
        List<Inode> candidates = new ArrayList<>();
        for (Inode inode : directories.get(directory).inodes()) {
            if (inode.size() > 0) {
                candidates.add(inode);
            }
        }
        if (candidates.isEmpty()) {
            return false;
        }
        Inode inode = candidates.get(random.nextInt(candidates.size()));
        inode.flipBit(random.nextLong(inode.size() * 8L));
        return true;
    }

    @Override
    public void createDirectory(String path) {
        faults.beforeOperation();
        directories.computeIfAbsent(path, ignored -> new Directory());
    }

    @Override
    public boolean exists(String path) {
        return directories.containsKey(path) || find(path) != null;
    }

    @Override
    public List<String> list(String directory) throws IOException {
        List<String> names = new ArrayList<>(directory(directory).names());
        String prefix = directory.isEmpty() ? "" : directory + "/";
        for (String path : directories.keySet()) {
            if (!path.isEmpty() && path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0) {
                names.add(path.substring(prefix.length()));
            }
        }
        names.sort(null);
        return names;
    }

    @Override
    public DiskFile create(String path) throws IOException {
        faults.beforeOperation();
        Inode inode = new Inode();
        directory(parent(path)).link(name(path), inode);
        return new OpenFile(inode, path);
    }

    @Override
    public DiskFile openForWriting(String path) throws IOException {
        return new OpenFile(existing(path), path);
    }

    @Override
    public DiskFile openForReading(String path) throws IOException {
        return new OpenFile(existing(path), path);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        faults.beforeOperation();
        existing(from);
        directory(parent(from)).rename(name(from), name(to));
    }

    @Override
    public void delete(String path) throws IOException {
        faults.beforeOperation();
        existing(path);
        directory(parent(path)).unlink(name(path));
    }

    @Override
    public void forceDirectory(String path) throws IOException {
        elapsedNanos += faults.beforeForce(path);
        directory(path).force();
    }

    @Override
    public long usableBytes() {
        return Math.max(0, faults.capacityBytes() - usedBytes());
    }

    /** Bytes of all files that have a name. */
    public long usedBytes() {
        long used = 0;
        for (Directory directory : directories.values()) {
            for (Inode inode : directory.inodes()) {
                used += inode.size();
            }
        }
        return used;
    }

    private Inode find(String path) {
        Directory directory = directories.get(parent(path));
        return directory == null ? null : directory.get(name(path));
    }

    private Inode existing(String path) throws IOException {
        Inode inode = find(path);
        if (inode == null) {
            throw new NoSuchFileException(path);
        }
        return inode;
    }

    private Directory directory(String path) throws IOException {
        Directory directory = directories.get(path);
        if (directory == null) {
            throw new NoSuchFileException(path);
        }
        return directory;
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private final class OpenFile implements DiskFile {
        private final Inode inode;
        private final String path;

        OpenFile(Inode inode, String path) {
            this.inode = inode;
            this.path = path;
        }

        @Override
        public int read(ByteBuffer to, long position) {
            byte[] copy = new byte[to.remaining()];
            int count = inode.read(copy, 0, copy.length, Math.toIntExact(position));
            if (count > 0) {
                to.put(copy, 0, count);
            }
            return count;
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            byte[] copy = new byte[from.remaining()];
            from.get(copy);
            int at = Math.toIntExact(position);
            int growth = inode.growth(copy.length, at);
            if (growth > 0 && growth > usableBytes()) {
                throw new DiskFullException("no space for " + growth + " bytes in " + path, null);
            }
            int torn = faults.tornWriteBytes(copy.length);
            if (torn >= 0) {
                inode.write(copy, 0, torn, at);
                throw new PowerLoss();
            }
            elapsedNanos += faults.writeNanos(copy.length);
            inode.write(copy, 0, copy.length, at);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            elapsedNanos += faults.beforeForce(path);
            inode.force();
        }

        @Override
        public long size() {
            return inode.size();
        }

        @Override
        public void close() {
            // Nothing is held: the inode lives as long as a name or a handle refers to it.
        }
    }
}
