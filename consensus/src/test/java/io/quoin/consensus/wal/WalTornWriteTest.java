package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.raft.HardState;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a write that never finished leaves is cut, and everything before it is kept. */
class WalTornWriteTest {
    private static final int SECTOR = 512;

    @ParameterizedTest
    @ValueSource(ints = {20, 600, 3000})
    void everySubsetOfTheSectorsOfTheLastBatchIsCutUnlessItIsAll(int length) throws IOException {
        byte[] data = new byte[length];
        new SplittableRandom(5).nextBytes(data);
        everySubset(SmallLog.endingWith(data), 1);
    }

    @Test
    void manySubsetsOfTheSectorsOfALargerLastBatchAreCut() throws IOException {
        byte[] data = new byte[7000];
        new SplittableRandom(6).nextBytes(data);
        everySubset(SmallLog.endingWith(data), 3);
    }

    private static void everySubset(SmallLog log, int step) throws IOException {
        SmallLog.Placed last = log.last();
        int all = (1 << last.bytes() / SECTOR) - 1;
        for (int kept = 0; kept <= all; kept += step) {
            Map<String, byte[]> files = keeping(log, kept);
            boolean whole = kept == all;
            LogModel expected = whole ? log.model : log.beforeLast();
            Verdict.assertHolds(files, expected, !whole && kept != 0, "kept sectors " + Integer.toBinaryString(kept));
        }
        Verdict.assertHolds(keeping(log, all), log.model, false, "all sectors kept");
    }

    private static Map<String, byte[]> keeping(SmallLog log, int kept) {
        Map<String, byte[]> files = log.disk.files();
        byte[] file = files.get(log.last().file());
        for (int sector = 0; sector < log.last().bytes() / SECTOR; sector++) {
            if ((kept & 1 << sector) == 0) {
                int at = log.last().offset() + sector * SECTOR;
                Arrays.fill(file, at, at + SECTOR, (byte) 0);
            }
        }
        return files;
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 431, 600, 3000, 3900})
    void everySubsetOfABatchOfZerosIsCutUnlessItIsAll(int length) throws IOException {
        everySubset(SmallLog.endingWith(new byte[length]), 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 700, 1000, 2500})
    void everySubsetOfABatchOfNearlyNothingIsCutUnlessItIsAll(int only) throws IOException {
        byte[] oneByte = new byte[3000];
        oneByte[only] = 1;
        everySubset(SmallLog.endingWith(oneByte), 1);
    }

    @Test
    void aTornBatchOfZerosInTheMiddleOfOthersIsCut() throws IOException {
        byte[] data = new byte[3000];
        new SplittableRandom(9).nextBytes(data);
        Arrays.fill(data, 900, 2100, (byte) 0);
        everySubset(SmallLog.endingWith(data), 1);
    }

    @Test
    void everyPrefixOfTheLastBatchIsCutWhereverItLies() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        for (int i = 0; i < log.batches.size(); i++) {
            SmallLog.Placed batch = log.batches.get(i);
            LogModel before = i == 0 ? new LogModel() : log.batches.get(i - 1).model();
            for (int length = batch.offset(); length <= batch.end(); length += SECTOR) {
                LogModel expected = length == batch.end() ? batch.model() : withVoteOf(batch.model(), before);
                boolean torn = length > batch.offset() && length < batch.end();
                Map<String, byte[]> shortened = SmallLog.copy(batch.files());
                shortened.computeIfPresent(batch.file(), shortenedTo(length));
                Verdict.assertHolds(shortened, expected, torn, "batch " + i + " cut to " + length);

                Map<String, byte[]> zeroed = SmallLog.copy(batch.files());
                byte[] file = zeroed.get(batch.file());
                Arrays.fill(file, length, file.length, (byte) 0);
                Verdict.assertHolds(zeroed, expected, torn, "batch " + i + " zero from " + length);
            }
        }
    }

    private static BiFunction<String, byte[], byte[]> shortenedTo(int length) {
        return (path, bytes) -> Arrays.copyOf(bytes, length);
    }

    /** The vote file is written before the batch: term and vote of a batch that is cut are known all the same. */
    private static LogModel withVoteOf(LogModel cut, LogModel before) {
        LogModel expected = before.copy();
        expected.hardState = new HardState(cut.hardState.term(), cut.hardState.vote(), before.hardState.commit());
        return expected;
    }

    @Test
    void clearingThatStopsHalfwayIsFinishedNextTime() throws IOException {
        byte[] data = new byte[3500];
        new SplittableRandom(8).nextBytes(data);
        SmallLog log = SmallLog.endingWith(data);
        int stopped = 0;
        for (int stop = 0; stop < 12; stop++) {
            for (int seed = 0; seed < 20; seed++) {
                MemoryDisk disk = MemoryDisk.of(keeping(log, 0b1011_0111));
                disk.stopAtOperation = stop;
                try {
                    LogModel.open(disk);
                } catch (MemoryDisk.PowerLoss loss) {
                    stopped++;
                    continueAfter(disk.afterPowerLoss(new SplittableRandom(seed), 0.5), log);
                }
            }
        }
        assertTrue(stopped >= 100, "stopped " + stopped + " times");
    }

    private static void continueAfter(MemoryDisk disk, SmallLog log) throws IOException {
        Wal wal = LogModel.open(disk);
        log.beforeLast().assertHeldBy(wal, "after a stop while clearing");
    }
}
