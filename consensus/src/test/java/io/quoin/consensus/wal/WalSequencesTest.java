package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.raft.PersistBatch;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every short sequence of what can be done to a log, against the naive model, each reopened at its end. */
class WalSequencesTest {
    private static final int LENGTH = 4;

    private enum Step {
        PUT,
        LARGE_PUT,
        OVERSIZED_PUT,
        VOTE,
        TRUNCATE,
        MARK,
        PREPARE,
        CUT,
        CRASH,
        CLOSE
    }

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void everySequenceOfFourStepsLeavesWhatTheModelHolds() throws IOException {
        int count = (int) Math.pow(Step.values().length, LENGTH);
        for (int code = 0; code < count; code++) {
            run(code);
        }
    }

    private void run(int code) throws IOException {
        Session session = new Session();
        StringBuilder story = new StringBuilder();
        session.append(session.model.batch(new HardState(1, 7, 0), 0, random, 0, 100, 4000));
        session.append(session.model.put(random, 100, 9000));
        for (int i = 0, rest = code; i < LENGTH; i++, rest /= Step.values().length) {
            Step step = Step.values()[rest % Step.values().length];
            story.append(step).append(' ');
            session.take(step);
            session.model.assertEntriesHeldBy(session.wal, story.toString());
        }
        session.take(Step.CRASH);
        session.model.assertHeldBy(session.wal, story.toString());
    }

    private final class Session {
        private MemoryDisk disk = new MemoryDisk();
        private final LogModel model = new LogModel();
        private Wal wal = LogModel.open(disk);

        Session() throws IOException {}

        void append(PersistBatch batch) throws IOException {
            wal.append(batch);
            model.accept(batch);
        }

        void take(Step step) throws IOException {
            switch (step) {
                case PUT -> append(model.put(random, 50));
                case LARGE_PUT -> append(model.put(random, 50, 5000));
                case OVERSIZED_PUT -> append(model.put(random, 30_000));
                case VOTE -> append(model.batch(new HardState(model.hardState.term() + 1, 7, 1), 0, random));
                case TRUNCATE -> truncate();
                case MARK -> wal.appendIdleMarker();
                case PREPARE -> wal.prepareNextSegment();
                case CUT -> cut();
                case CRASH -> reopen(disk.afterPowerLoss(random, 0));
                case CLOSE -> {
                    wal.close();
                    reopen(disk);
                }
            }
        }

        private void truncate() throws IOException {
            long from = Math.max(wal.firstIndex(), model.lastIndex() - 1);
            append(model.batch(new HardState(model.hardState.term() + 1, 0, 1), from, random, 60));
        }

        private void cut() throws IOException {
            long below = model.lastIndex() + 1;
            wal.cutBelow(below);
            assertTrue(wal.firstIndex() <= below);
        }

        private void reopen(MemoryDisk left) throws IOException {
            long firstIndex = wal.firstIndex();
            disk = left;
            wal = LogModel.open(disk);
            assertTrue(wal.firstIndex() == firstIndex, "first index " + firstIndex + " became " + wal.firstIndex());
        }
    }
}
