package io.quoin.storage.lmdb;

import io.quoin.storage.EngineIoException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * The environments of one engine directory: which is the current one, how a new one takes its place, what is left
 * over.
 */
final class EnvironmentDirectories {
    private static final String CURRENT_PREFIX = "env-";
    private static final String BUILDING_PREFIX = "building-";

    /** What of a long file is freed at once. */
    private static final long FREED_BYTES = 4 << 20;

    private final Path directory;

    EnvironmentDirectories(Path directory) {
        this.directory = directory;
    }

    /** The number of the environment that holds the contents; empty when there is none. */
    OptionalLong current() {
        return list(CURRENT_PREFIX).stream()
                .mapToLong(EnvironmentDirectories::number)
                .max();
    }

    Path environment(long number) {
        return directory.resolve(CURRENT_PREFIX + number);
    }

    /** An empty directory to build an environment in. */
    Path startBuilding(long number) {
        var building = directory.resolve(BUILDING_PREFIX + number);
        try {
            deleteTree(building);
            return Files.createDirectory(building);
        } catch (IOException e) {
            throw Failures.writing(building.toFile(), e);
        }
    }

    /** Removes what was built and is not wanted. */
    void removeBuilding(long number) {
        var building = directory.resolve(BUILDING_PREFIX + number);
        try {
            deleteTree(building);
        } catch (IOException e) {
            throw new EngineIoException("cannot remove " + building, e);
        }
    }

    /** Makes a finished, closed and forced environment the current one; durable when it returns. */
    Path publish(long number) {
        var building = directory.resolve(BUILDING_PREFIX + number);
        var published = environment(number);
        try {
            force(building);
            Files.move(building, published, StandardCopyOption.ATOMIC_MOVE);
            force(directory);
            return published;
        } catch (IOException e) {
            throw Failures.writing(published.toFile(), e);
        }
    }

    /** Removes everything but the given environment. */
    void removeAllBut(long number) {
        var leftovers = new ArrayList<>(list(BUILDING_PREFIX));
        leftovers.addAll(list(CURRENT_PREFIX));
        leftovers.remove(environment(number));
        try {
            for (var leftover : leftovers) {
                deleteTree(leftover);
            }
        } catch (IOException e) {
            throw new EngineIoException("cannot remove leftovers in " + directory, e);
        }
    }

    /** Deletes a directory and what is in it; nothing when absent. */
    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var tree = Files.walk(root)) {
            for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
                free(path);
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** In steps: a disk that is told of many free blocks at once lets the forces of the log wait. */
    private static void free(Path path) throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            for (var end = file.size() - FREED_BYTES; end > 0; end -= FREED_BYTES) {
                file.truncate(end);
            }
        }
    }

    private static void force(Path directory) throws IOException {
        if (File.separatorChar == '\\') {
            return; // Windows has no such thing and orders renames itself
        }
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private List<Path> list(String prefix) {
        try (var children = Files.list(directory)) {
            return children.filter(child -> isNumbered(child.getFileName().toString(), prefix))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new EngineIoException("cannot list " + directory, e);
        }
    }

    private static boolean isNumbered(String name, String prefix) {
        return name.startsWith(prefix) && name.substring(prefix.length()).matches("[1-9][0-9]{0,17}");
    }

    private static long number(Path path) {
        var name = path.getFileName().toString();
        return Long.parseLong(name, name.indexOf('-') + 1, name.length(), 10);
    }
}
