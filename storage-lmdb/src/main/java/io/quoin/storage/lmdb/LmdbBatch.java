package io.quoin.storage.lmdb;

import io.quoin.storage.Batch;
import io.quoin.storage.BatchRules;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineException;
import io.quoin.storage.Table;
import java.lang.foreign.MemorySegment;
import org.lmdbjava.Dbi;
import org.lmdbjava.PutFlags;
import org.lmdbjava.Txn;

/** One write transaction. Puts above the highest record are appended, which needs no search and packs pages fully. */
final class LmdbBatch implements Batch {
    private static final PutFlags[] APPEND = {PutFlags.MDB_APPEND};
    private static final PutFlags[] ANYWHERE = {};

    /** What a change costs beside its value: a leaf and its branch pages, copied on write. */
    private static final long CHANGE_BYTES = 16 << 10;

    /** What others may write to the same disk, and delete from it, during a commit: a log segment. */
    private static final long OTHERS_BYTES = 64 << 20;

    private final LmdbEngine engine;
    private final Environment environment;
    private final BatchRules rules;
    private final KeyBuffer keys;
    private final Txn<MemorySegment> txn;

    private long highestMain;
    private int highestSub;
    private long wantedBytes = CHANGE_BYTES;
    private long usableBefore = Long.MAX_VALUE;

    /** With the position of the highest record. */
    LmdbBatch(
            LmdbEngine engine,
            Environment environment,
            BatchRules rules,
            KeyBuffer keys,
            long highestMain,
            int highestSub) {
        this.engine = engine;
        this.environment = environment;
        this.rules = rules;
        this.keys = keys;
        this.highestMain = highestMain;
        this.highestSub = highestSub;
        txn = environment.txnWrite();
    }

    @Override
    public void putRecord(long main, int sub, MemorySegment record) {
        rules.put(main, sub, record);
        var ascends = main > highestMain || (main == highestMain && sub > highestSub);
        put(environment.records(), keys.record(main, sub), record, ascends ? APPEND : ANYWHERE);
        if (ascends) {
            highestMain = main;
            highestSub = sub;
        }
    }

    @Override
    public void deleteRecord(long main, int sub) {
        rules.delete(main, sub);
        delete(environment.records(), keys.record(main, sub));
    }

    @Override
    public void putEntry(Table table, byte[] key, byte[] value) {
        rules.entry(key);
        put(environment.tables(), keys.entry(table, key), MemorySegment.ofArray(value), ANYWHERE);
    }

    @Override
    public void deleteEntry(Table table, byte[] key) {
        rules.entry(key);
        delete(environment.tables(), keys.entry(table, key));
    }

    @Override
    public void commit(Checkpoint checkpoint) {
        rules.commit(checkpoint);
        put(environment.tables(), keys.checkpoint(), MemorySegment.ofArray(checkpoint.encode()), ANYWHERE);
        usableBefore = environment.directory().getUsableSpace();
        try {
            txn.commit();
        } catch (RuntimeException e) {
            engine.commitFailed();
            throw aborted("committing", e);
        }
        end();
        engine.committed(checkpoint, highestMain, highestSub);
    }

    @Override
    public void close() {
        if (!rules.ended()) {
            rules.checkOwner();
            end();
        }
    }

    private void put(Dbi<MemorySegment> database, MemorySegment key, MemorySegment value, PutFlags[] flags) {
        wantedBytes += value.byteSize() + CHANGE_BYTES;
        try {
            database.reserve(txn, key, (int) value.byteSize(), flags).copyFrom(value);
        } catch (RuntimeException e) {
            throw aborted("putting", e);
        }
    }

    private void delete(Dbi<MemorySegment> database, MemorySegment key) {
        wantedBytes += CHANGE_BYTES;
        try {
            database.delete(txn, key);
        } catch (RuntimeException e) {
            throw aborted("deleting", e);
        }
    }

    /** The space is looked at before and after: in between others may take what is left and give it back. */
    private EngineException aborted(String doing, RuntimeException e) {
        end();
        long needed = wantedBytes + OTHERS_BYTES;
        return engine.failed(doing, e, usableBefore < needed ? Long.MAX_VALUE : needed);
    }

    private void end() {
        rules.end();
        txn.close();
        engine.ended();
    }
}
