package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.Entry;
import io.quoin.consensus.InvariantViolation;
import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.raft.PersistBatch;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class WalTest {
    private final MemoryDisk disk = new MemoryDisk();
    private final LogModel model = new LogModel();
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(1);

    private void append(Wal wal, PersistBatch batch) throws IOException {
        wal.append(batch);
        model.accept(batch);
    }

    @Test
    void aNewLogIsEmptyAndAnswersAtOnce() throws IOException {
        try (Wal wal = LogModel.open(disk)) {
            assertEquals(new WalRecovery(HardState.INITIAL, 1, 0, 0, 0, false, false), wal.recovered());
            assertEquals(LogModel.SMALL.growthSliceBytes(), wal.sizeBytes());
        }
    }

    @Test
    void whatWasAppendedIsThereAfterACrashWithoutClose() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.batch(new HardState(1, 7, 0), 0, random, 0, 10, 300));
        append(wal, model.put(random, 5000));

        Wal reopened = LogModel.open(disk.afterPowerLoss(random, 0));

        model.assertHeldBy(reopened, "after a crash");
        assertFalse(reopened.recovered().cleanClose());
        assertFalse(reopened.recovered().tornTailCut());
    }

    @Test
    void aBatchCostsOneWriteAndOneForceAndAVoteOneMoreOfEach() throws IOException {
        WalOptions zeroedAtOnce = new WalOptions(7 * 4096, 7 * 4096, 4096);
        Wal wal = Wal.open(disk, LogModel.DIRECTORY, LogModel.IDENTITY, zeroedAtOnce);
        append(wal, model.batch(new HardState(1, 7, 0), 0, random, 10));
        int writes = disk.writes;
        int forces = disk.forces;

        append(wal, model.put(random, 10, 10, 10));
        assertEquals(writes + 1, disk.writes);
        assertEquals(forces + 1, disk.forces);

        append(wal, model.batch(new HardState(2, 7, 1), 0, random));
        assertEquals(forces + 3, disk.forces);
    }

    @Test
    void aCleanCloseIsKnownAndTheNextAppendEndsIt() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.put(random, 10));
        wal.close();

        Wal reopened = LogModel.open(disk);
        assertTrue(reopened.recovered().cleanClose());
        append(reopened, model.put(random, 10));

        assertFalse(LogModel.open(disk).recovered().cleanClose());
    }

    @Test
    void anIdleMarkerIsWrittenOnceBehindABatch() throws IOException {
        Wal wal = LogModel.open(disk);
        wal.appendIdleMarker();
        append(wal, model.put(random, 10));
        wal.appendIdleMarker();
        wal.appendIdleMarker();

        assertEquals(2, LogModel.open(disk).recovered().lastSequence());
    }

    @Test
    void entriesAreCutOffByBytesButOneIsAlwaysGiven() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.put(random, 100, 100, 100));
        append(wal, model.put(random, 100));

        assertEquals(1, wal.entries(1, 4, 0).size());
        assertEquals(2, wal.entries(1, 4, 299).size());
        assertEquals(4, wal.entries(1, 4, 400).size());
        assertEquals(
                List.of(2L, 3L),
                wal.entries(2, 3, 400).stream().map(Entry::index).toList());
    }

    @Test
    void aTruncatedSuffixIsReplacedAlsoAfterReopening() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.batch(new HardState(1, 0, 0), 0, random, 10, 11, 12));
        append(wal, model.put(random, 13, 14));
        append(wal, model.batch(new HardState(3, 0, 0), 2, random, 20, 21));

        model.assertEntriesHeldBy(wal, "at once");
        model.assertHeldBy(LogModel.open(disk), "reopened");
        assertEquals(3, wal.lastIndex());
    }

    @Test
    void aBatchLargerThanASegmentGetsOneOfItsOwn() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.put(random, 10));
        append(wal, model.put(random, 100_000));
        append(wal, model.put(random, 10));

        assertEquals(3, disk.list("member/wal").size());
        model.assertHeldBy(LogModel.open(disk), "reopened");
    }

    @Test
    void aFirstBatchLargerThanASegmentStaysInTheFirst() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.put(random, 100_000));
        append(wal, model.put(random, 10));

        assertEquals(2, disk.list("member/wal").size());
        model.assertHeldBy(LogModel.open(disk), "reopened");
    }

    @Test
    void aPreparedSegmentIsUsedForTheRollAndAnotherIsWantedLater() throws IOException {
        Wal wal = LogModel.open(disk);
        assertFalse(wal.wantsNextSegment());
        append(wal, model.put(random, 15_000));
        assertTrue(wal.wantsNextSegment());
        wal.prepareNextSegment();
        assertFalse(wal.wantsNextSegment());
        int writes = disk.writes;

        append(wal, model.put(random, 15_000));

        assertEquals(writes + 2, disk.writes, "the segment header and the batch");
        assertEquals(2, disk.list("member/wal").size());
        assertTrue(wal.wantsNextSegment());
        model.assertHeldBy(LogModel.open(disk), "reopened");
    }

    @Test
    void aSegmentThatWasNotPreparedIsLeftForOneThatIsInsteadOfGrowing() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.put(random, 10));
        assertTrue(wal.wantsNextSegment(), "the first two of its seven blocks are used");
        wal.prepareNextSegment();
        int writes = disk.writes;

        append(wal, model.put(random, 10));
        append(wal, model.put(random, 10));

        assertEquals(writes + 3, disk.writes, "the segment header and the batches, no zeros");
        assertEquals(2, disk.list("member/wal").size());
        assertFalse(wal.wantsNextSegment(), "a prepared segment that has room");
        model.assertHeldBy(LogModel.open(disk), "reopened");
    }

    @Test
    void aRollWhileTheNextSegmentIsStillBeingPreparedDoesNotWaitForIt() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.put(random, 15_000));
        disk.interleavedFile = "member/wal/next.tmp";
        disk.interleaved = () -> {
            append(wal, model.put(random, 15_000));
            wal.prepareNextSegment(); // one is in work: nothing to do
        };

        wal.prepareNextSegment();

        assertEquals(3, disk.list("member/wal").size(), "two segments and the one prepared");
        append(wal, model.put(random, 15_000));
        assertEquals(3, disk.list("member/wal").size(), "which is the third now");
        model.assertHeldBy(LogModel.open(disk.afterPowerLoss(random, 0)), "reopened");
    }

    @Test
    void aDeletionThatFailedIsTriedAgainBeforeAnyLaterOne() throws IOException {
        Wal wal = LogModel.open(disk);
        for (int i = 0; i < 5; i++) {
            append(wal, model.put(random, 20_000));
        }
        disk.stopAtOperation = disk.operations;
        assertThrows(IOException.class, () -> wal.cutBelow(3));
        disk.stopAtOperation = Long.MAX_VALUE;

        wal.cutBelow(4);

        assertEquals(2, disk.list("member/wal").size());
        model.assertHeldBy(LogModel.open(disk), "reopened");
    }

    @Test
    void leftOversOfAPreparationOrACutAreRemovedWhenTheLogIsOpened() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.put(random, 15_000));
        wal.prepareNextSegment();
        assertTrue(disk.exists("member/wal/next.tmp"));
        disk.create("member/wal/cut.tmp").close();

        model.assertHeldBy(LogModel.open(disk), "reopened");

        assertFalse(disk.exists("member/wal/next.tmp"));
        assertFalse(disk.exists("member/wal/cut.tmp"));
    }

    @Test
    void cutDropsWholeSegmentsAndKeepsTermAndHardState() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.batch(new HardState(4, 7, 0), 0, random, 10));
        for (int i = 0; i < 40; i++) {
            append(wal, model.put(random, 1000 + i));
        }
        int before = disk.list("member/wal").size();

        wal.cutBelow(20);

        assertTrue(disk.list("member/wal").size() < before);
        assertTrue(wal.firstIndex() > 1 && wal.firstIndex() <= 20, "first " + wal.firstIndex());
        model.assertEntriesHeldBy(wal, "at once");
        Wal reopened = LogModel.open(disk);
        assertEquals(wal.firstIndex(), reopened.recovered().firstIndex());
        model.assertHeldBy(reopened, "reopened");
        append(reopened, model.put(random, 10));
        model.assertHeldBy(LogModel.open(disk), "appended and reopened");
    }

    @Test
    void aLogWhoseEntriesAreAllCutStillKnowsItsLast() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.batch(new HardState(4, 7, 0), 0, random, 24_400));
        wal.appendIdleMarker();

        wal.cutBelow(2);

        WalRecovery recovery = LogModel.open(disk).recovered();
        assertEquals(new WalRecovery(new HardState(4, 7, 0), 2, 1, 4, 2, false, false), recovery);
    }

    @Test
    void batchesThatDoNotContinueTheLogAreABrokenInvariant() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.batch(new HardState(2, 0, 0), 0, random, 10));
        model.entries.add(model.entries.getFirst()); // the model now believes in an entry that was never appended

        assertThrows(InvariantViolation.class, () -> wal.append(model.put(random, 10)));
    }

    @Test
    void anotherMembersLogIsRefused() throws IOException {
        LogModel.open(disk).append(model.put(random, 10));
        var before = disk.files();

        WalCorruptException refusal = assertThrows(
                WalCorruptException.class,
                () -> Wal.open(disk, LogModel.DIRECTORY, new WalIdentity(0xC1, 8), LogModel.SMALL));

        assertEquals(WalCorruptException.Damage.FOREIGN, refusal.damage());
        assertEquals(before.keySet(), disk.files().keySet());
    }
}
