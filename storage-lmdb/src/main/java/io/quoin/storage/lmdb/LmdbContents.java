package io.quoin.storage.lmdb;

import io.quoin.storage.Checkpoint;
import io.quoin.storage.DirectoryLock;
import io.quoin.storage.EngineCorruptException;
import io.quoin.storage.EngineException;
import io.quoin.storage.EngineIoException;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.EngineStats;
import io.quoin.storage.EntrySink;
import io.quoin.storage.RecordSink;
import io.quoin.storage.StoredContents;
import io.quoin.storage.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A closed engine's current environment, opened read-only and without LMDB's lock file. Where that is impossible,
 * because pages behind the end of the data file were never written and LMDB could touch them, a private copy below
 * {@code java.io.tmpdir} is extended and read instead; it is unlinked as soon as it is open.
 */
final class LmdbContents implements StoredContents, ViewOwner {
    /** Of the address space; one reader. */
    private static final EngineOptions OPTIONS = EngineOptions.DEFAULT.withViewsMax(1);

    private static final int SLOT = 0;

    private final Environment environment;
    private final DirectoryLock lock;
    private final LmdbView view;
    private boolean closed;

    private LmdbContents(Environment environment, DirectoryLock lock) {
        this.environment = environment;
        this.lock = lock;
        view = new LmdbView(this, environment, environment.read(SLOT), SLOT);
    }

    /** Opens what the directory holds; the lock belongs to the contents from then on. */
    static LmdbContents open(Path directory, DirectoryLock lock) {
        var directories = new EnvironmentDirectories(directory);
        var number = directories.current();
        if (number.isEmpty()) {
            throw new EngineCorruptException(directory + " holds no environment of LMDB", null);
        }
        var path = directories.environment(number.getAsLong());
        Environment environment;
        try {
            environment = Environment.read(path, OPTIONS);
        } catch (Environment.ShortDataFileException e) {
            environment = readCopy(path, e.missingBytes());
        }
        try {
            return new LmdbContents(environment, lock);
        } catch (RuntimeException e) {
            environment.close();
            throw Failures.opening(e, path.toFile());
        }
    }

    private static Environment readCopy(Path path, int missingBytes) {
        try {
            var copy = Files.createTempDirectory("quoin-read-");
            try {
                var data = Files.copy(path.resolve(EnvironmentFiles.DATA), copy.resolve(EnvironmentFiles.DATA));
                EnvironmentFiles.extend(data.toFile(), missingBytes);
                return Environment.read(copy, OPTIONS);
            } finally {
                EnvironmentDirectories.deleteTree(copy);
            }
        } catch (IOException e) {
            throw new EngineIoException("cannot copy " + path + ", which is not readable as it is: " + e, e);
        }
    }

    @Override
    public Checkpoint checkpoint() {
        return view.checkpoint();
    }

    @Override
    public EngineStats stats() {
        var usage = environment.usage();
        return new EngineStats(
                Math.max(environment.allocatedBytes(), usage.inUseBytes()), usage.inUseBytes(), usage.records(), 0, 0);
    }

    @Override
    public boolean get(long main, int sub, RecordSink sink) {
        return view.get(main, sub, sink);
    }

    @Override
    public void scan(long fromMain, int fromSub, long toMain, RecordSink sink) {
        view.scan(fromMain, fromSub, toMain, sink);
    }

    @Override
    public void entries(Table table, EntrySink sink) {
        view.entries(table, sink);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try (lock) {
                view.close();
                environment.close();
            }
        }
    }

    @Override
    public void giveBack(Environment from, ReadTransaction transaction, int slot) {
        transaction.txn().reset();
    }

    @Override
    public EngineException failed(String doing, RuntimeException e, long wantedBytes) {
        return Failures.opening(e, environment.directory());
    }

    @Override
    public void checkNotFailed() {
        // every failure is thrown where it happens, and the reader ends with it
    }
}
