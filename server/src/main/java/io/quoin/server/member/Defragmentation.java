package io.quoin.server.member;

import io.quoin.api.error.EtcdError;
import io.quoin.consensus.node.WriterTask;
import io.quoin.server.log.Log;
import io.quoin.storage.EngineFullException;
import io.quoin.storage.EngineStats;
import io.quoin.storage.StorageEngine;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Rewrites the engine's files, as its one writer. Reads go on, and so do writes: what is applied meanwhile waits in
 * memory. An engine without space for the copy stays as it was.
 */
final class Defragmentation implements WriterTask {
    private final StorageEngine engine;
    private final Consumer<EtcdError> outcome;

    Defragmentation(StorageEngine engine, Consumer<EtcdError> outcome) {
        this.engine = engine;
        this.outcome = outcome;
    }

    @Override
    public void run() {
        EngineStats before = engine.stats();
        long begunNanos = System.nanoTime();
        Log.info("starting defragment", "current-db-size-bytes", before.allocatedBytes());
        try {
            engine.defragment();
        } catch (EngineFullException e) {
            Log.warn("failed to defragment", "error", e);
            outcome.accept(EtcdError.NO_SPACE);
            return;
        }
        Log.info(
                "finished defragment",
                "current-db-size-bytes-diff",
                engine.stats().allocatedBytes() - before.allocatedBytes(),
                "took-millis",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos));
        outcome.accept(null);
    }

    @Override
    public void abandoned() {
        outcome.accept(EtcdError.STOPPED);
    }
}
