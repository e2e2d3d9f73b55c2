package io.quoin.consensus.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A {@link Disk} below a directory of the real file system. Directories are made with mode 0700 and files with 0600
 * where
 * the file system knows modes, as etcd does.
 *
 * <p>A thread that is interrupted inside a call closes the channel under everyone else, therefore nobody interrupts the
 * threads that come here.
 */
public final class FileDisk implements Disk {
    private static final FileAttribute<?>[] NONE = {};

    /** What of a long file is freed at once. */
    private static final int FREED_BYTES = 4 << 20;

    private final Path root;
    private final FileAttribute<?>[] directoryMode;
    private final FileAttribute<?>[] fileMode;

    /** The root must be an existing directory. */
    public FileDisk(Path root) {
        this.root = root;
        boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
        directoryMode = posix ? mode("rwx------") : NONE;
        fileMode = posix ? mode("rw-------") : NONE;
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    private Path path(String path) {
        return path.isEmpty() ? root : root.resolve(path);
    }

    @Override
    public void createDirectory(String path) throws IOException {
        if (!Files.isDirectory(path(path))) {
            Files.createDirectory(path(path), directoryMode);
        }
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(path(path));
    }

    @Override
    public List<String> list(String directory) throws IOException {
        try (Stream<Path> names = Files.list(path(directory))) {
            return names.map(name -> name.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public DiskFile create(String path) throws IOException {
        return open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    @Override
    public DiskFile openForWriting(String path) throws IOException {
        return open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public DiskFile openForReading(String path) throws IOException {
        return open(path, StandardOpenOption.READ);
    }

    private DiskFile open(String path, OpenOption... options) throws IOException {
        try {
            return new ChannelFile(FileChannel.open(path(path), Set.of(options), fileMode));
        } catch (IOException failure) {
            throw typed(failure);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A long file in steps: a disk that is told of all its blocks at once lets the forces of others wait. */
    @Override
    public void delete(String path) throws IOException {
        try (FileChannel file = FileChannel.open(path(path), StandardOpenOption.WRITE)) {
            for (long end = file.size() - FREED_BYTES; end > 0; end -= FREED_BYTES) {
                file.truncate(end);
            }
        }
        Files.delete(path(path));
    }

    @Override
    public void forceDirectory(String path) throws IOException {
        try (FileChannel directory = FileChannel.open(path(path), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public long usableBytes() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    /** Java has no type for ENOSPC and EDQUOT; their texts are those of the C locale, which the launcher sets. */
    private static IOException typed(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        boolean full = message.contains("No space left on device") || message.contains("quota exceeded");
        return full ? new DiskFullException(message, failure) : failure;
    }

    private record ChannelFile(FileChannel channel) implements DiskFile {
        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            return channel.read(to, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            try {
                for (long at = position; from.hasRemaining(); ) {
                    at += channel.write(from, at);
                }
            } catch (IOException failure) {
                throw typed(failure);
            }
        }

        @Override
        public void force(boolean metadata) throws IOException {
            channel.force(metadata);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
