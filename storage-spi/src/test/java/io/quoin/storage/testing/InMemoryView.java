package io.quoin.storage.testing;

import io.quoin.storage.EntrySink;
import io.quoin.storage.RecordSink;
import io.quoin.storage.Table;
import io.quoin.storage.View;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Reads what is current and what was deleted since it opened. */
final class InMemoryView implements View {
    private static final byte SCRIBBLE = (byte) 0xdb;

    private final InMemoryEngine engine;
    private final int slot;
    private boolean closed;

    InMemoryView(InMemoryEngine engine, int slot) {
        this.engine = engine;
        this.slot = slot;
    }

    @Override
    public boolean get(long main, int sub, RecordSink sink) {
        checkOpen();
        var position = new RecordPosition(main, sub);
        var record = engine.read(this, position);
        if (record == null) {
            return false;
        }
        lend(position, record, sink);
        return true;
    }

    @Override
    public void scan(long fromMain, int fromSub, long toMain, RecordSink sink) {
        checkOpen();
        var next = engine.next(this, new RecordPosition(fromMain, fromSub));
        while (next != null && next.getKey().main() < toMain && lend(next.getKey(), next.getValue(), sink)) {
            next = engine.next(this, after(next.getKey()));
        }
    }

    @Override
    public void entries(Table table, EntrySink sink) {
        checkOpen();
        var entries = engine.entries(table);
        while (entries.hasNext()) {
            var entry = entries.next();
            if (!sink.entry(entry.getKey().clone(), entry.getValue().clone())) {
                return;
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            engine.closed(this, slot);
        }
    }

    /** Shows a copy and overwrites it afterwards, so that a sink that keeps the segment is found out. */
    private static boolean lend(RecordPosition position, byte[] record, RecordSink sink) {
        var copy = record.clone();
        try {
            return sink.record(
                    position.main(), position.sub(), MemorySegment.ofArray(copy).asReadOnly());
        } finally {
            Arrays.fill(copy, SCRIBBLE);
        }
    }

    private static RecordPosition after(RecordPosition position) {
        return position.sub() < Integer.MAX_VALUE
                ? new RecordPosition(position.main(), position.sub() + 1)
                : new RecordPosition(position.main() + 1, 0);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the view is closed");
        }
    }
}
