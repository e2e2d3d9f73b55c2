package io.quoin.storage.lmdb;

import io.quoin.storage.BackupReader;
import io.quoin.storage.BackupSource;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.DirectoryLock;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.StorageEngineProvider;
import io.quoin.storage.StoredContents;
import java.io.IOException;
import java.nio.file.Path;

/** Opens LMDB engines; found by the name {@code lmdb}. */
public final class LmdbEngineProvider implements StorageEngineProvider {
    /** What {@link java.util.ServiceLoader} calls. */
    public LmdbEngineProvider() {}

    @Override
    public String name() {
        return "lmdb";
    }

    @Override
    public StorageEngine open(Path directory, EngineOptions options) {
        NativeLibrary.load();
        var lock = DirectoryLock.acquire(directory);
        try {
            return new LmdbEngine(directory, options, lock);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public StoredContents read(Path directory) {
        NativeLibrary.load();
        var lock = DirectoryLock.acquireForReading(directory);
        try {
            return LmdbContents.open(directory, lock);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public Checkpoint restore(Path directory, EngineOptions options, BackupSource source) throws IOException {
        NativeLibrary.load();
        try (var _ = DirectoryLock.acquire(directory)) {
            var directories = new EnvironmentDirectories(directory);
            var number = directories.current().orElse(0) + 1;
            Checkpoint checkpoint;
            try (var builder = new EnvironmentBuilder(directories.startBuilding(number), options)) {
                checkpoint = BackupReader.read(source, builder);
                builder.finish();
            } catch (IOException | RuntimeException e) {
                directories.removeBuilding(number);
                throw e;
            }
            directories.publish(number);
            directories.removeAllBut(number);
            return checkpoint;
        }
    }
}
