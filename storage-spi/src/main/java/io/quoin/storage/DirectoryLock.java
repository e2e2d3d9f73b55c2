package io.quoin.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One opener per directory, over all processes of the machine: an exclusive lock on the file {@value #FILE_NAME}, which
 * the system drops when the process ends in whatever way. For engines. Any thread.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final String FILE_NAME = "LOCK";

    /** Checked first: on POSIX, closing a second channel on the file would silently drop the lock of the first. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;
    private final FileLock lock;
    private boolean closed;

    private DirectoryLock(Path directory, Path file, boolean shared) {
        this.directory = directory;
        try {
            channel = shared
                    ? FileChannel.open(file, StandardOpenOption.READ)
                    : FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new EngineIoException("cannot open " + file, e);
        }
        lock = tryLock(channel, file, shared);
    }

    /**
     * Locks a directory, creating it when absent. Never waits.
     *
     * @throws EngineBusyException when it is locked, here or in another process
     * @throws EngineIoException when it cannot be created or written
     */
    public static DirectoryLock acquire(Path directory) {
        Path real;
        try {
            real = Files.createDirectories(directory).toRealPath();
        } catch (IOException e) {
            throw new EngineIoException("cannot create " + directory, e);
        }
        return acquire(real, false);
    }

    /**
     * Locks an existing directory so that {@link #acquire} is refused, while other processes may do as this one. Needs
     * the file that {@code acquire} left and changes nothing. Never waits.
     *
     * @throws EngineBusyException when it is locked by {@code acquire}, or in this process
     * @throws EngineIoException when it cannot be read, or was never locked by {@code acquire}
     */
    public static DirectoryLock acquireForReading(Path directory) {
        try {
            return acquire(directory.toRealPath(), true);
        } catch (IOException e) {
            throw new EngineIoException("cannot read " + directory, e);
        }
    }

    private static DirectoryLock acquire(Path real, boolean shared) {
        if (!HELD_HERE.add(real)) {
            throw new EngineBusyException(real + " is open in this process", null);
        }
        try {
            return new DirectoryLock(real, real.resolve(FILE_NAME), shared);
        } catch (EngineException e) {
            HELD_HERE.remove(real);
            throw e;
        }
    }

    private static FileLock tryLock(FileChannel channel, Path file, boolean shared) {
        try {
            var lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            if (lock == null) {
                channel.close();
                throw new EngineBusyException(file.getParent() + " is open in another process", null);
            }
            return lock;
        } catch (IOException | OverlappingFileLockException e) {
            throw new EngineIoException("cannot lock " + file, e);
        }
    }

    /** Releases the lock. Closing again does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (channel) {
            lock.release();
        } catch (IOException e) {
            throw new EngineIoException("cannot unlock " + directory, e);
        } finally {
            HELD_HERE.remove(directory);
        }
    }
}
