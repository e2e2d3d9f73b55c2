package io.quoin.storage.testing;

import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineStats;
import io.quoin.storage.EntrySink;
import io.quoin.storage.RecordSink;
import io.quoin.storage.StoredContents;
import io.quoin.storage.Table;
import java.lang.foreign.MemorySegment;

/** A copy of what a closed disk holds. */
final class InMemoryContents implements StoredContents {
    private final Contents contents;

    InMemoryContents(Contents contents) {
        this.contents = contents;
    }

    @Override
    public Checkpoint checkpoint() {
        return contents.checkpoint();
    }

    @Override
    public EngineStats stats() {
        return new EngineStats(
                contents.bytes(), contents.bytes(), contents.records().size(), 0, 0);
    }

    @Override
    public boolean get(long main, int sub, RecordSink sink) {
        var record = contents.records().get(new RecordPosition(main, sub));
        if (record != null) {
            sink.record(main, sub, MemorySegment.ofArray(record).asReadOnly());
        }
        return record != null;
    }

    @Override
    public void scan(long fromMain, int fromSub, long toMain, RecordSink sink) {
        var from = new RecordPosition(fromMain, fromSub);
        for (var entry : contents.records().tailMap(from).entrySet()) {
            var position = entry.getKey();
            var record = MemorySegment.ofArray(entry.getValue()).asReadOnly();
            if (position.main() >= toMain || !sink.record(position.main(), position.sub(), record)) {
                return;
            }
        }
    }

    @Override
    public void entries(Table table, EntrySink sink) {
        for (var entry : contents.table(table).entrySet()) {
            if (!sink.entry(entry.getKey().clone(), entry.getValue().clone())) {
                return;
            }
        }
    }

    @Override
    public void close() {
        // a copy holds nothing
    }
}
