package io.quoin.simulator.mutant;

import io.quoin.consensus.node.WalStep;
import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.raft.PersistBatch;
import io.quoin.simulator.Mutant;
import java.io.IOException;

/** A batch that holds only a vote is called durable at once and written with the next one. */
final class VoteBeforeForce extends Mutant {
    @Override
    public WalStep walStep(WalStep step) {
        return new WalStep() {
            private PersistBatch vote;

            @Override
            public boolean persist(PersistBatch batch) throws IOException {
                if (batch.entries().isEmpty() && batch.hardState() != null) {
                    vote = batch;
                    return true;
                }
                PersistBatch both = vote == null ? batch : withVote(batch);
                vote = null;
                return step.persist(both);
            }

            private PersistBatch withVote(PersistBatch batch) {
                HardState state = batch.hardState() == null ? vote.hardState() : batch.hardState();
                return new PersistBatch(batch.sequence(), state, batch.truncateFrom(), batch.entries());
            }

            @Override
            public void markIdle() throws IOException {
                step.markIdle();
            }

            @Override
            public boolean waitsForRoom() {
                return step.waitsForRoom();
            }

            @Override
            public boolean wantsNextSegment() {
                return step.wantsNextSegment();
            }
        };
    }
}
