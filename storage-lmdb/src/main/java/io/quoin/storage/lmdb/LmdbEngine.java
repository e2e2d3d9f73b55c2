package io.quoin.storage.lmdb;

import io.quoin.storage.BackupSink;
import io.quoin.storage.BackupWriter;
import io.quoin.storage.Batch;
import io.quoin.storage.BatchRules;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.DirectoryLock;
import io.quoin.storage.EngineCorruptException;
import io.quoin.storage.EngineException;
import io.quoin.storage.EngineFullException;
import io.quoin.storage.EngineIoException;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.EngineStats;
import io.quoin.storage.OpenViews;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.Table;
import io.quoin.storage.View;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The engine over the current {@link Environment} of a directory.
 *
 * <p>Durability: a commit forces its data pages and leaves its meta page to the kernel; the next commit's force takes
 * that along, since both are in one file. So after a commit the one before it is durable. After a commit that
 * <em>failed</em> that reasoning has a hole (the failed force may have dropped the meta page), and one more commit is
 * waited for.
 */
final class LmdbEngine implements StorageEngine, ViewOwner {
    private final EnvironmentDirectories directories;
    private final EngineOptions options;
    private final DirectoryLock lock;
    private final OpenViews openViews;
    private final Checkpoint recovered;
    private final KeyBuffer writerKeys = new KeyBuffer();

    /** Serialises {@link #stats} and the writer's exchange of environments against close. */
    private final ReentrantLock lifecycle = new ReentrantLock();

    /** Replaced environments that views still read. */
    private final ArrayDeque<Environment> retired = new ArrayDeque<>();

    private volatile Environment environment;
    private volatile Checkpoint durable;
    private volatile EngineIoException failure;
    private volatile boolean closed;

    private long number;
    private Checkpoint committed;
    private boolean lastMetaInDoubt;
    private long highestMain;
    private int highestSub;
    private LmdbBatch batch;

    LmdbEngine(Path directory, EngineOptions options, DirectoryLock lock) {
        this.options = options;
        this.lock = lock;
        directories = new EnvironmentDirectories(directory);
        openViews = new OpenViews(options.viewsMax());
        number = directories.current().orElse(0);
        if (number == 0) {
            number = 1;
            try (var builder = new EnvironmentBuilder(directories.startBuilding(number), options)) {
                builder.begin(Checkpoint.NONE);
                builder.finish();
            }
            directories.publish(number);
        }
        environment = Environment.open(directories.environment(number), options);
        try {
            recovered = readState();
            directories.removeAllBut(number);
        } catch (RuntimeException e) {
            environment.close();
            throw Failures.opening(e, environment.directory());
        }
        committed = recovered;
        durable = recovered;
    }

    private Checkpoint readState() {
        var transaction = environment.read(0);
        try (var cursor = environment.records().openCursor(transaction.txn())) {
            if (cursor.last()) {
                highestMain = KeyBuffer.main(cursor.key());
                highestSub = KeyBuffer.sub(cursor.key());
            }
            var checkpoint = environment.checkpoint(transaction.txn(), transaction.keys());
            if (highestMain > checkpoint.revision()) {
                throw new EngineCorruptException("record " + highestMain + " above " + checkpoint, null);
            }
            return checkpoint;
        } finally {
            transaction.txn().reset();
        }
    }

    @Override
    public Checkpoint recovered() {
        return recovered;
    }

    @Override
    public Checkpoint durable() {
        checkUsable();
        return durable;
    }

    @Override
    public Batch begin() {
        checkIdle();
        reapRetired();
        var rules = new BatchRules(committed, durable);
        try {
            batch = new LmdbBatch(this, environment, rules, writerKeys, highestMain, highestSub);
        } catch (RuntimeException e) {
            throw failed("beginning a batch", e, 0);
        }
        return batch;
    }

    @Override
    public void sync() {
        checkIdle();
        if (lastMetaInDoubt) {
            try (var again = begin()) {
                again.commit(committed);
            }
        }
        try {
            environment.sync();
        } catch (RuntimeException e) {
            throw failed("syncing", e, 0);
        }
        durable = committed;
    }

    @Override
    public View view() {
        checkUsable();
        var slot = openViews.take();
        try {
            var current = retainCurrent();
            try {
                return new LmdbView(this, current, current.read(slot), slot);
            } catch (RuntimeException e) {
                current.release();
                throw failed("opening a view", e, 0);
            }
        } catch (RuntimeException e) {
            openViews.giveBack(slot);
            throw e;
        }
    }

    private Environment retainCurrent() {
        var current = environment;
        while (!current.retain()) { // replaced between the two reads: at most once per defragmentation
            current = environment;
        }
        return current;
    }

    @Override
    public EngineStats stats() {
        lifecycle.lock();
        try {
            checkUsable();
            var usage = environment.usage();
            return new EngineStats(
                    Math.max(environment.allocatedBytes(), usage.inUseBytes()),
                    usage.inUseBytes(),
                    usage.records(),
                    openViews.count(),
                    openViews.oldestAgeNanos());
        } finally {
            lifecycle.unlock();
        }
    }

    @Override
    public void backup(BackupSink sink) throws IOException {
        checkUsable();
        try (var view = (LmdbView) view()) {
            var writer = new BackupWriter(sink, view.checkpoint());
            var failed = new IOException[1];
            for (var table : Table.values()) {
                view.entries(table, (key, value) -> written(failed, () -> writer.entry(table, key, value)));
            }
            view.scan(
                    1,
                    0,
                    Long.MAX_VALUE,
                    (main, sub, record) -> written(failed, () -> writer.record(main, sub, record)));
            if (failed[0] != null) {
                throw failed[0];
            }
            writer.finish();
        }
    }

    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }

    /** Whether to go on: an exception of the sink stops the cursor and is thrown once it is closed. */
    private static boolean written(IOException[] failed, Write write) {
        if (failed[0] == null) {
            try {
                write.run();
            } catch (IOException e) {
                failed[0] = e;
            }
        }
        return failed[0] == null;
    }

    @Override
    public void maintain(long budgetNanos) {
        checkIdle();
        reapRetired();
        environment.clearStaleReaders();
    }

    @Override
    public void defragment() {
        checkIdle();
        reapRetired();
        var next = number + 1;
        try (var view = (LmdbView) view();
                var builder = new EnvironmentBuilder(directories.startBuilding(next), options)) {
            view.copyTo(builder);
            builder.finish();
        } catch (EngineFullException e) {
            directories.removeBuilding(next);
            throw e;
        } catch (EngineIoException e) {
            failure = e;
            throw e;
        }
        switchTo(next);
        durable = committed;
        lastMetaInDoubt = false;
        reapRetired();
    }

    /**
     * Both environments hold the same contents. Whichever a reopened engine would find after a failure here, no
     * commit may follow it in the other one: so every failure, even for want of space, ends this engine.
     */
    private void switchTo(long next) {
        Environment opened;
        try {
            opened = Environment.open(directories.publish(next), options);
        } catch (RuntimeException e) {
            failure = new EngineIoException("switching to a rewritten environment: " + e.getMessage(), e);
            throw failure;
        }
        lifecycle.lock(); // only now: whoever asks for figures waits for the exchange alone, never for the disk
        try {
            number = next;
            var replaced = environment;
            environment = opened;
            replaced.retire();
            retired.add(replaced);
        } finally {
            lifecycle.unlock();
        }
    }

    private void reapRetired() {
        var before = retired.size();
        retired.removeIf(Environment::closeIfIdle);
        if (before > 0 && retired.isEmpty()) {
            directories.removeAllBut(number);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (batch != null) {
            throw new IllegalStateException("a batch is open");
        }
        openViews.shut(options.closeWaitMillis());
        lifecycle.lock();
        try {
            closed = true;
            if (failure == null) {
                environment.sync();
            }
        } catch (RuntimeException e) {
            throw new EngineIoException("the sync at close failed", e);
        } finally {
            closeEnvironments();
            lifecycle.unlock();
        }
    }

    private void closeEnvironments() {
        try (lock) {
            retired.forEach(Environment::close);
            environment.close();
        }
    }

    void committed(Checkpoint checkpoint, long newHighestMain, int newHighestSub) {
        if (!lastMetaInDoubt) {
            durable = committed;
        }
        lastMetaInDoubt = false;
        committed = checkpoint;
        highestMain = newHighestMain;
        highestSub = newHighestSub;
    }

    /** Before {@link #failed}, when it was the commit itself. */
    void commitFailed() {
        lastMetaInDoubt = true;
    }

    void ended() {
        batch = null;
    }

    @Override
    public void giveBack(Environment from, ReadTransaction transaction, int slot) {
        transaction.txn().reset();
        from.release();
        openViews.giveBack(slot);
    }

    /** What to throw for an error of LMDB; one that is not about space makes the engine unusable. */
    @Override
    public EngineException failed(String doing, RuntimeException e, long wantedBytes) {
        if (e instanceof EngineException already) {
            return already;
        }
        var translated = Failures.running(doing, e, environment.directory(), wantedBytes);
        if (translated instanceof EngineIoException broken) {
            failure = broken;
        }
        return translated;
    }

    @Override
    public void checkNotFailed() {
        if (failure != null) {
            throw new EngineIoException("the engine has failed and must be opened again", failure);
        }
    }

    private void checkUsable() {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        checkNotFailed();
    }

    private void checkIdle() {
        checkUsable();
        if (batch != null) {
            throw new IllegalStateException("a batch is open");
        }
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("the writer is a platform thread");
        }
    }
}
