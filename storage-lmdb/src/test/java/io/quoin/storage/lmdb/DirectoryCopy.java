package io.quoin.storage.lmdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is in a directory at a moment, as the next opener would find it after a kill. */
final class DirectoryCopy {
    private DirectoryCopy() {}

    static void copy(Path from, Path to) {
        try (var tree = Files.walk(from)) {
            for (var path : tree.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
