package io.quoin.storage.testing;

import io.quoin.storage.Batch;
import io.quoin.storage.BatchRules;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineFullException;
import io.quoin.storage.Table;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Changes in their order; nothing of the engine is touched before the commit. */
final class InMemoryBatch implements Batch {
    private final InMemoryEngine engine;
    private final BatchRules rules;
    private final List<Consumer<Contents>> changes = new ArrayList<>();
    private final List<RecordPosition> deleted = new ArrayList<>();
    private long addedBytes;

    InMemoryBatch(InMemoryEngine engine, BatchRules rules) {
        this.engine = engine;
        this.rules = rules;
    }

    @Override
    public void putRecord(long main, int sub, MemorySegment record) {
        rules.put(main, sub, record);
        grow(Contents.size((int) record.byteSize(), 0));
        var position = new RecordPosition(main, sub);
        var bytes = record.toArray(ValueLayout.JAVA_BYTE);
        changes.add(contents -> contents.putRecord(position, bytes));
    }

    @Override
    public void deleteRecord(long main, int sub) {
        rules.delete(main, sub);
        var position = new RecordPosition(main, sub);
        deleted.add(position);
        changes.add(contents -> contents.deleteRecord(position));
    }

    @Override
    public void putEntry(Table table, byte[] key, byte[] value) {
        rules.entry(key);
        grow(Contents.size(key.length, value.length));
        var ownKey = key.clone();
        var ownValue = value.clone();
        changes.add(contents -> contents.setEntry(table, ownKey, ownValue));
    }

    @Override
    public void deleteEntry(Table table, byte[] key) {
        rules.entry(key);
        var ownKey = key.clone();
        changes.add(contents -> contents.setEntry(table, ownKey, null));
    }

    @Override
    public void commit(Checkpoint checkpoint) {
        rules.commit(checkpoint);
        changes.add(contents -> contents.checkpoint(checkpoint));
        try {
            engine.commit(this);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        if (!rules.ended()) {
            rules.checkOwner();
            rules.end();
            engine.ended();
        }
    }

    void applyTo(Contents contents) {
        changes.forEach(change -> change.accept(contents));
    }

    List<RecordPosition> deleted() {
        return deleted;
    }

    private void grow(long bytes) {
        addedBytes += bytes;
        try {
            engine.checkFits(addedBytes);
        } catch (EngineFullException e) {
            close();
            throw e;
        }
    }
}
