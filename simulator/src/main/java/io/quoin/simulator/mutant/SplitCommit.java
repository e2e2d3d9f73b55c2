package io.quoin.simulator.mutant;

import io.quoin.simulator.Mutant;
import io.quoin.simulator.disk.PowerLoss;
import io.quoin.storage.Batch;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.StorageEngine;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Data and applied index are committed one after the other, and now and then the power goes between the two. */
final class SplitCommit extends Mutant {
    private static final int POWER_LOSS_ONE_IN = 20;

    /** What is committed first. */
    enum First {
        CHECKPOINT,
        DATA
    }

    private final RandomGenerator random;
    private final First first;

    SplitCommit(RandomGenerator random, First first) {
        this.random = random;
        this.first = first;
    }

    @Override
    public StorageEngine engine(StorageEngine engine) {
        return new EngineAround(engine) {
            private Checkpoint last = engine.recovered();

            @Override
            void commit(List<Consumer<Batch>> changes, Checkpoint checkpoint) {
                if (first == First.CHECKPOINT) {
                    commitNow(List.of(), checkpoint);
                } else {
                    commitNow(changes, withPositionOf(last, checkpoint));
                }
                if (random.nextInt(POWER_LOSS_ONE_IN) == 0) {
                    engine().sync();
                    throw new PowerLoss();
                }
                commitNow(first == First.CHECKPOINT ? changes : List.of(), checkpoint);
                last = checkpoint;
            }
        };
    }

    private static Checkpoint withPositionOf(Checkpoint old, Checkpoint next) {
        return new Checkpoint(
                old.appliedIndex(),
                old.appliedTerm(),
                next.revision(),
                next.compactedRevision(),
                next.setHash(),
                next.chainDigest());
    }
}
