package io.quoin.simulator.mutant;

import io.quoin.storage.BackupSink;
import io.quoin.storage.Batch;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineStats;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.Table;
import io.quoin.storage.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Passes everything on to an engine, but keeps the changes of a batch until the subclass decides how to commit them.
 */
abstract class EngineAround implements StorageEngine {
    private final StorageEngine engine;

    EngineAround(StorageEngine engine) {
        this.engine = engine;
    }

    /** Commits the changes, or does not; as it should be done unless a subclass knows worse. */
    void commit(List<Consumer<Batch>> changes, Checkpoint checkpoint) {
        commitNow(changes, checkpoint);
    }

    /** Commits on the engine as it should be done. */
    final void commitNow(List<Consumer<Batch>> changes, Checkpoint checkpoint) {
        try (Batch batch = engine.begin()) {
            changes.forEach(change -> change.accept(batch));
            batch.commit(checkpoint);
        }
    }

    final StorageEngine engine() {
        return engine;
    }

    @Override
    public Checkpoint recovered() {
        return engine.recovered();
    }

    @Override
    public Batch begin() {
        return new KeptBatch();
    }

    @Override
    public void sync() {
        engine.sync();
    }

    @Override
    public Checkpoint durable() {
        return engine.durable();
    }

    @Override
    public View view() {
        return engine.view();
    }

    @Override
    public EngineStats stats() {
        return engine.stats();
    }

    @Override
    public void backup(BackupSink sink) throws IOException {
        engine.backup(sink);
    }

    @Override
    public void maintain(long budgetNanos) {
        engine.maintain(budgetNanos);
    }

    @Override
    public void defragment() {
        engine.defragment();
    }

    @Override
    public void close() {
        engine.close();
    }

    private final class KeptBatch implements Batch {
        private final List<Consumer<Batch>> changes = new ArrayList<>();

        @Override
        public void putRecord(long main, int sub, MemorySegment record) {
            byte[] bytes = record.toArray(ValueLayout.JAVA_BYTE);
            changes.add(batch -> batch.putRecord(main, sub, MemorySegment.ofArray(bytes)));
        }

        @Override
        public void deleteRecord(long main, int sub) {
            changes.add(batch -> batch.deleteRecord(main, sub));
        }

        @Override
        public void putEntry(Table table, byte[] key, byte[] value) {
            changes.add(batch -> batch.putEntry(table, key, value));
        }

        @Override
        public void deleteEntry(Table table, byte[] key) {
            changes.add(batch -> batch.deleteEntry(table, key));
        }

        @Override
        public void commit(Checkpoint checkpoint) {
            EngineAround.this.commit(changes, checkpoint);
        }

        @Override
        public void close() {
            // Nothing of the engine is held.
        }
    }
}
