package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.raft.PersistBatch;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The machine stops at every operation of a run, and again while the log is opened. Whatever of the unforced sectors
 * and
 * names survives: all that was reported durable is there, of the batch under way all or nothing, and nothing is
 * refused.
 */
class WalCrashTest {
    private static final double[] KEPT = {0, 0.3, 0.5, 0.9, 1};

    private final SplittableRandom random = new SplittableRandom(21);

    /** A run that votes, rolls with and without a prepared segment, truncates, cuts and closes. */
    private static final class Run {
        private final MemoryDisk disk = new MemoryDisk();
        private final SplittableRandom data = new SplittableRandom(4);
        private LogModel durable = new LogModel();
        private LogModel underWay = durable;
        private long cutBelow;
        private Wal wal;

        void go() throws IOException {
            wal = LogModel.open(disk);
            append(durable.batch(new HardState(1, 7, 0), 0, data, 0, 100));
            append(durable.put(data, 4000, 3000));
            append(durable.put(data, 9000));
            wal.prepareNextSegment();
            append(durable.batch(new HardState(3, 5, 2), 4, data, 5000, 20));
            append(durable.put(data, 9000));
            wal.appendIdleMarker();
            append(durable.put(data, 8000));
            append(durable.put(data, 40_000));
            append(durable.batch(new HardState(4, 7, 8), 0, data, 700));
            cutBelow = durable.lastIndex();
            wal.cutBelow(cutBelow);
            append(durable.put(data, 700));
            wal.close();
        }

        private void append(PersistBatch batch) throws IOException {
            underWay = durable.copy().accept(batch);
            wal.append(batch);
            durable = underWay;
        }
    }

    @Test
    void aStopAtAnyOperationLosesNothingThatWasDurable() throws IOException {
        Run whole = new Run();
        whole.go();
        assertTrue(whole.disk.operations > 60, "operations " + whole.disk.operations);
        for (long stop = 0; stop < whole.disk.operations; stop++) {
            for (double kept : KEPT) {
                for (int repetition = 0; repetition < 12; repetition++) {
                    stopAt(stop, kept);
                }
            }
        }
    }

    @Test
    void whatAnOpeningFoundAfterAKillSurvivesALossOfPowerToo() throws IOException {
        Run whole = new Run();
        whole.go();
        for (long stop = 0; stop < whole.disk.operations; stop++) {
            Run run = new Run();
            run.disk.stopAtOperation = stop;
            assertThrows(MemoryDisk.PowerLoss.class, run::go);
            run.disk.stopAtOperation = Long.MAX_VALUE; // only the process died: what it wrote is still readable

            WalRecovery found = LogModel.open(run.disk).recovered();
            WalRecovery again =
                    LogModel.open(run.disk.afterPowerLoss(random, 0)).recovered();

            String story = "killed at operation " + stop;
            assertEquals(found.hardState(), again.hardState(), story);
            assertEquals(found.firstIndex(), again.firstIndex(), story);
            assertEquals(found.lastIndex(), again.lastIndex(), story);
            assertEquals(found.lastSequence(), again.lastSequence(), story);
            assertFalse(again.tornTailCut(), story);
        }
    }

    private void stopAt(long stop, double kept) throws IOException {
        Run run = new Run();
        run.disk.stopAtOperation = stop;
        boolean stopped = false;
        try {
            run.go();
        } catch (MemoryDisk.PowerLoss loss) {
            stopped = true;
        }
        assertTrue(stopped, "the run ended before operation " + stop);
        MemoryDisk disk = stopWhileOpening(run.disk.afterPowerLoss(random, kept), kept);
        check(run, disk, "stopped at operation " + stop + ", kept " + kept);
    }

    private MemoryDisk stopWhileOpening(MemoryDisk disk, double kept) throws IOException {
        disk.stopAtOperation = random.nextInt(20);
        try {
            LogModel.open(disk);
        } catch (MemoryDisk.PowerLoss again) {
            return disk.afterPowerLoss(random, kept);
        }
        return disk.afterPowerLoss(random, kept);
    }

    private void check(Run run, MemoryDisk disk, String story) throws IOException {
        Wal wal = LogModel.open(disk);
        HardState found = wal.recovered().hardState();
        boolean all = wal.lastIndex() != run.durable.lastIndex()
                || wal.recovered().lastTerm() != lastTerm(run.durable)
                || found.commit() != run.durable.hardState.commit();
        LogModel expected = (all ? run.underWay : run.durable).copy();
        boolean known = votesLike(found, run.durable) || votesLike(found, run.underWay);
        assertTrue(known, () -> story + ": hard state " + found);
        assertEquals(expected.lastIndex(), wal.lastIndex(), story);
        assertTrue(wal.firstIndex() <= Math.max(1, run.cutBelow), story);
        expected.assertEntriesHeldBy(wal, story);

        PersistBatch more = expected.batch(new HardState(found.term() + 1, 9, 0), 0, random, 10);
        wal.append(new PersistBatch(1, more.hardState(), 0, more.entries()));
        expected.accept(more).assertHeldBy(LogModel.open(disk.afterPowerLoss(random, 0)), story + ", continued");
    }

    private static boolean votesLike(HardState found, LogModel model) {
        return found.term() == model.hardState.term() && found.vote() == model.hardState.vote();
    }

    private static long lastTerm(LogModel model) {
        return model.entries.isEmpty() ? 0 : model.entries.getLast().term();
    }
}
