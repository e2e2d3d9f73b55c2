package io.quoin.server.member;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * A data directory that belongs to this process and this member: it holds the lock and has checked the identity.
 * Everything that speaks against starting is said before anything in the directory is changed.
 */
final class DataDirectory implements AutoCloseable {
    static final String LOCK = "LOCK";
    static final String IDENTITY = "identity";
    static final String MEMBER = "member";
    static final String STORE = "store";

    /** Where etcd keeps its database. */
    private static final Path ETCD_DATABASE = Path.of(MEMBER, "snap", "db");

    private static final String OWNER_ONLY = "rwx------";

    private final Path root;
    private final FileChannel lockFile;

    private DataDirectory(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Opens a directory, making it (mode 0700) when absent.
     *
     * @throws StartRefusedException when another process has it, it holds etcd's data or another member's, or it
     *     cannot be used
     */
    static DataDirectory open(Path directory, MemberIds ids) throws StartRefusedException {
        Path root = directory.toAbsolutePath().normalize();
        try {
            if (Files.exists(root.resolve(ETCD_DATABASE), LinkOption.NOFOLLOW_LINKS)) {
                throw new StartRefusedException("data directory " + root + " holds the data of etcd (member/snap/db), "
                        + "which Quoin does not read: choose another --data-dir");
            }
            create(root);
            checkUsable(root);
            FileChannel lock = lock(root);
            try {
                DataDirectory opened = new DataDirectory(root, lock);
                opened.checkIdentity(Identity.of(ids));
                return opened;
            } catch (StartRefusedException | IOException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StartRefusedException("data directory " + root + " cannot be used: " + e, e);
        }
    }

    /** The directory of the storage engine of that name, made when absent. */
    Path store(String engineName) throws IOException {
        Path store = root.resolve(MEMBER).resolve(STORE).resolve(engineName);
        create(store);
        return store;
    }

    /** What holds engine and log, unless the log has another place; it is there once the engine's directory is. */
    Path member() {
        return root.resolve(MEMBER);
    }

    /** The directory itself. */
    Path root() {
        return root;
    }

    /** Gives the directory up. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    /** Makes a directory (mode 0700) and those above it, unless it is there. */
    static void create(Path path) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix) {
            var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY));
            Files.createDirectories(path, mode);
        } else {
            Files.createDirectories(path);
        }
    }

    private static void checkUsable(Path root) throws StartRefusedException {
        if (!Files.isDirectory(root)
                || !Files.isReadable(root)
                || !Files.isWritable(root)
                || !Files.isExecutable(root)) {
            throw new StartRefusedException("data directory " + root + " cannot be read and written by this user");
        }
    }

    private static FileChannel lock(Path root) throws IOException, StartRefusedException {
        FileChannel file = FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            file.close();
            throw new StartRefusedException("data directory " + root + " is in use by another server");
        }
        return file;
    }

    private void checkIdentity(Identity own) throws IOException, StartRefusedException {
        Path file = root.resolve(IDENTITY);
        if (!Files.exists(file)) {
            if (Files.exists(root.resolve(MEMBER))) {
                throw new StartRefusedException("data directory " + root + " has data but no file 'identity'");
            }
            write(file, own);
            return;
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Optional<Identity> found = Identity.parse(text);
        if (found.isEmpty()) {
            throw new StartRefusedException("the file 'identity' of data directory " + root + " is damaged");
        }
        if (found.get().format() != Identity.FORMAT) {
            throw new StartRefusedException("data directory " + root + " has format "
                    + found.get().format() + ", this server reads format " + Identity.FORMAT);
        }
        if (!found.get().equals(own)) {
            throw new StartRefusedException("data directory " + root + " belongs to member "
                    + Identity.hex(found.get().memberId()) + " of cluster "
                    + Identity.hex(found.get().clusterId()) + ", this is member "
                    + Identity.hex(own.memberId()) + " of cluster " + Identity.hex(own.clusterId())
                    + ": check --initial-advertise-peer-urls and --initial-cluster-token");
        }
    }

    /** Durable, and whole or not at all, before anything else is written. */
    private void write(Path file, Identity identity) throws IOException {
        Path unfinished = root.resolve(IDENTITY + ".tmp");
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer text = ByteBuffer.wrap(identity.text().getBytes(StandardCharsets.US_ASCII));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(root, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
