package io.quoin.storage.lmdb;

import io.quoin.storage.BackupReceiver;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.Table;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.lmdbjava.Dbi;
import org.lmdbjava.PutFlags;
import org.lmdbjava.Txn;

/**
 * Fills a new environment in a directory that nobody opens before it is finished: at a first open, from a backup stream
 * or from another environment. Commits in steps so that memory stays bounded. One thread; must be closed.
 */
final class EnvironmentBuilder implements BackupReceiver, AutoCloseable {
    /**
     * What is written and forced at a time. Whoever forces another file of the same disk meanwhile, that is the log,
     * waits for so much at most. It bounds the memory too: LMDB keeps the pages of a transaction until commit.
     */
    private static final long STEP_BYTES = 1L << 20;

    private final Environment environment;
    private final KeyBuffer keys = new KeyBuffer();
    private Txn<MemorySegment> txn;
    private long stepBytes;

    EnvironmentBuilder(Path building, EngineOptions options) {
        environment = Environment.create(building, options);
    }

    @Override
    public void begin(Checkpoint checkpoint) {
        put(environment.tables(), keys.version(), MemorySegment.ofArray(new byte[] {Environment.VERSION}));
        put(environment.tables(), keys.checkpoint(), MemorySegment.ofArray(checkpoint.encode()));
    }

    @Override
    public void entry(Table table, byte[] key, byte[] value) {
        put(environment.tables(), keys.entry(table, key), MemorySegment.ofArray(value));
    }

    @Override
    public void record(long main, int sub, MemorySegment record) {
        put(environment.records(), keys.record(main, sub), record, PutFlags.MDB_APPEND);
    }

    /** Commits and forces everything; the environment may then be closed and published. */
    void finish() {
        commit();
        try {
            environment.sync();
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() {
        if (txn != null) {
            txn.close();
        }
        environment.close();
    }

    private void put(Dbi<MemorySegment> database, MemorySegment key, MemorySegment value, PutFlags... flags) {
        try {
            if (txn == null) {
                txn = environment.txnWrite();
            }
            database.reserve(txn, key, (int) value.byteSize(), flags).copyFrom(value);
        } catch (RuntimeException e) {
            throw failure(e);
        }
        stepBytes += value.byteSize();
        if (stepBytes >= STEP_BYTES) {
            commit();
        }
    }

    private void commit() {
        if (txn == null) {
            return;
        }
        try (var committed = txn) {
            txn = null;
            committed.commit();
        } catch (RuntimeException e) {
            throw failure(e);
        }
        stepBytes = 0;
    }

    private RuntimeException failure(RuntimeException e) {
        return Failures.running("building " + environment.directory(), e, environment.directory(), 2 * STEP_BYTES);
    }
}
