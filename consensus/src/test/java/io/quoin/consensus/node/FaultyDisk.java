package io.quoin.consensus.node;

import io.quoin.consensus.wal.Disk;
import io.quoin.consensus.wal.DiskFile;
import io.quoin.consensus.wal.DiskFullException;
import io.quoin.consensus.wal.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Real files in a directory, on a disk that can be full, fail its forces, or keep them waiting. */
final class FaultyDisk implements Disk {
    private static final int MANY = 1 << 20;

    private final Disk files;
    private final EventLog events;
    private final Semaphore forces = new Semaphore(MANY);
    private volatile boolean full;
    private volatile String fullFile;
    private volatile String ballast;
    private volatile IOException forceFailure;

    FaultyDisk(Path directory, EventLog events) {
        this.files = new FileDisk(directory);
        this.events = events;
    }

    /** Nothing grows from now on, or all does again; the disk says so before a write. */
    void full(boolean isFull) {
        full = isFull;
    }

    /** As {@link #full}, for as long as there is a file of that name; null for never. */
    void fullWhileThereIs(String path) {
        ballast = path;
    }

    private boolean isFull() throws IOException {
        String path = ballast;
        return full || path != null && files.exists(path);
    }

    /** This file cannot grow from now on, and the disk does not say so before; null for none. */
    void fullFor(String path) {
        fullFile = path;
    }

    /** Forces of the log fail from now on. */
    void failForces(IOException failure) {
        forceFailure = failure;
    }

    /** Forces of the log wait from now on. */
    void holdForces() {
        forces.drainPermits();
    }

    /** So many forces go on, and then the next waits again. */
    void letForces(int count) {
        forces.release(count);
    }

    void letAllForces() {
        forces.release(MANY);
    }

    boolean isForceWaiting() {
        return forces.hasQueuedThreads();
    }

    @Override
    public void createDirectory(String path) throws IOException {
        files.createDirectory(path);
    }

    @Override
    public boolean exists(String path) throws IOException {
        return files.exists(path);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return files.list(directory);
    }

    @Override
    public DiskFile create(String path) throws IOException {
        return new Faulty(files.create(path), path);
    }

    @Override
    public DiskFile openForWriting(String path) throws IOException {
        return new Faulty(files.openForWriting(path), path);
    }

    @Override
    public DiskFile openForReading(String path) throws IOException {
        return files.openForReading(path);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void delete(String path) throws IOException {
        events.add("delete " + path);
        files.delete(path);
    }

    @Override
    public void forceDirectory(String path) throws IOException {
        files.forceDirectory(path);
    }

    @Override
    public long usableBytes() throws IOException {
        return isFull() ? 0 : files.usableBytes();
    }

    private final class Faulty implements DiskFile {
        private final DiskFile file;
        private final String path;

        Faulty(DiskFile file, String path) {
            this.file = file;
            this.path = path;
        }

        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            return file.read(to, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            if ((isFull() || path.equals(fullFile)) && position + from.remaining() > file.size()) {
                events.add("no room for " + path);
                throw new DiskFullException("no space left on device", null);
            }
            file.write(from, position);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            if (path.startsWith("member/wal/") && !metadata) {
                forces.acquireUninterruptibly();
                if (forceFailure != null) {
                    throw forceFailure;
                }
                events.add("force");
            }
            file.force(metadata);
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
