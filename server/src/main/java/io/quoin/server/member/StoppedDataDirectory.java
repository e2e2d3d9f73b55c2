package io.quoin.server.member;

import io.quoin.consensus.wal.Disk;
import io.quoin.consensus.wal.FileDisk;
import io.quoin.consensus.wal.WalIdentity;
import io.quoin.storage.StorageEngineProvider;
import io.quoin.storage.StoredContents;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A data directory that no server has open, for reading only: not a byte of it is changed. A shared lock keeps servers
 * away meanwhile; other readers are welcome. What cannot be done is an {@link IOException} whose message is one line
 * for the operator.
 */
public final class StoppedDataDirectory implements AutoCloseable {
    private final Path root;
    private final Path log;
    private final Identity identity;
    private final FileChannel lockFile;

    private StoppedDataDirectory(Path root, Path log, Identity identity, FileChannel lockFile) {
        this.root = root;
        this.log = log;
        this.identity = identity;
        this.lockFile = lockFile;
    }

    /**
     * Opens a directory.
     *
     * @param walDirectory where the log is, if it has a place of its own, else null
     * @throws IOException when a server has it, it is none of ours, or it cannot be read
     */
    public static StoppedDataDirectory open(Path directory, Path walDirectory) throws IOException {
        Path root = existing(directory);
        Path log = walDirectory == null ? root.resolve(DataDirectory.MEMBER) : existing(walDirectory);
        if (!Files.exists(root.resolve(DataDirectory.IDENTITY)) || !Files.exists(root.resolve(DataDirectory.LOCK))) {
            throw new IOException("directory " + root + " is no data directory of Quoin: it lacks the files "
                    + DataDirectory.IDENTITY + " and " + DataDirectory.LOCK);
        }
        FileChannel lock = lock(root);
        try {
            return new StoppedDataDirectory(root, log, readIdentity(root), lock);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static Path existing(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            throw new IOException("there is no directory " + absolute);
        }
        return absolute;
    }

    private static FileChannel lock(Path root) throws IOException {
        FileChannel file = FileChannel.open(root.resolve(DataDirectory.LOCK), StandardOpenOption.READ);
        FileLock lock;
        try {
            lock = file.tryLock(0, Long.MAX_VALUE, true);
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            file.close();
            throw new IOException("data directory " + root + " is in use by a server: stop it first");
        }
        return file;
    }

    private static Identity readIdentity(Path root) throws IOException {
        Path file = root.resolve(DataDirectory.IDENTITY);
        Optional<Identity> found = Identity.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (found.isEmpty()) {
            throw new IOException("the file " + file + " is damaged");
        }
        if (found.get().format() != Identity.FORMAT) {
            throw new IOException("data directory " + root + " has format "
                    + found.get().format() + ", this program reads format " + Identity.FORMAT);
        }
        return found.get();
    }

    /** The directory itself, absolute. */
    public Path root() {
        return root;
    }

    /** Version of its layout. */
    public int format() {
        return identity.format();
    }

    /** Whose it is. */
    public MemberIds ids() {
        return new MemberIds(identity.clusterId(), identity.memberId());
    }

    /** The same for the write-ahead log. */
    public WalIdentity walIdentity() {
        return new WalIdentity(identity.clusterId(), identity.memberId());
    }

    /** Where the write-ahead log is; only to be read. */
    public Disk disk() {
        return new FileDisk(log.getParent());
    }

    /** Path on {@link #disk} of what the log belongs to. */
    public String logDirectory() {
        return log.getFileName().toString();
    }

    /** The engines that have a directory here, by name. */
    public List<String> engineNames() throws IOException {
        Path stores = root.resolve(DataDirectory.MEMBER).resolve(DataDirectory.STORE);
        if (!Files.isDirectory(stores)) {
            return List.of();
        }
        try (Stream<Path> names = Files.list(stores)) {
            return names.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /**
     * Opens the contents of an engine.
     *
     * @throws IOException when there is no such engine
     * @throws io.quoin.storage.EngineException when it cannot be read
     */
    public StoredContents contents(String engineName) throws IOException {
        StorageEngineProvider provider;
        try {
            provider = StorageEngineProvider.named(engineName);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        return provider.read(
                root.resolve(DataDirectory.MEMBER).resolve(DataDirectory.STORE).resolve(engineName));
    }

    /** Lets servers in again. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
