package io.quoin.statemachine;

import io.quoin.storage.BackupSink;
import io.quoin.storage.Batch;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineStats;
import io.quoin.storage.EntrySink;
import io.quoin.storage.RecordSink;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.Table;
import io.quoin.storage.View;
import java.io.IOException;

/** Counts how many records are looked up and how many views are opened, in all and at present. One thread. */
final class CountingEngine implements StorageEngine {
    private final StorageEngine engine;
    private int gets;
    private int views;
    private int openViews;

    CountingEngine(StorageEngine engine) {
        this.engine = engine;
    }

    int gets() {
        return gets;
    }

    int openViews() {
        return openViews;
    }

    int views() {
        return views;
    }

    void reset() {
        gets = 0;
        views = 0;
    }

    @Override
    public View view() {
        views++;
        openViews++;
        View view = engine.view();
        return new View() {
            @Override
            public boolean get(long main, int sub, RecordSink sink) {
                gets++;
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
                openViews--;
                view.close();
            }
        };
    }

    @Override
    public Checkpoint recovered() {
        return engine.recovered();
    }

    @Override
    public Batch begin() {
        return engine.begin();
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
}
