package io.quoin.simulator.mutant;

import io.quoin.simulator.Mutant;
import io.quoin.storage.Batch;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineFullException;
import io.quoin.storage.StorageEngine;
import java.util.List;
import java.util.function.Consumer;

/**
 * A commit returns before it has happened, so that what was pending is let go too early; it happens with the next
 * one.
 */
final class LateCommit extends Mutant {
    @Override
    public StorageEngine engine(StorageEngine engine) {
        return new EngineAround(engine) {
            private List<Consumer<Batch>> lateChanges;
            private Checkpoint lateCheckpoint;

            @Override
            void commit(List<Consumer<Batch>> changes, Checkpoint checkpoint) {
                catchUp();
                lateChanges = changes;
                lateCheckpoint = checkpoint;
            }

            @Override
            public void close() {
                try {
                    catchUp();
                } catch (EngineFullException e) {
                    lateChanges = null; // lost: that is what comes of it
                }
                super.close();
            }

            private void catchUp() {
                if (lateChanges != null) {
                    commitNow(lateChanges, lateCheckpoint);
                    lateChanges = null;
                }
            }
        };
    }
}
