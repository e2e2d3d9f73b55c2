package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.wal.WalCorruptException.Damage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VoteFileTest {
    private static final String PATH = "member/vote.meta";

    /** What has happened to a slot, or to both: the damage that a disk can do. */
    private enum SlotDamage {
        NONE,
        ZEROED,
        BIT_FLIPPED,
        HALF_WRITTEN;

        void apply(byte[] file, int slot) {
            int from = slot * 4096;
            switch (this) {
                case NONE -> {}
                case ZEROED -> Arrays.fill(file, from, from + 4096, (byte) 0);
                case BIT_FLIPPED -> file[from + 2000] ^= 1;
                case HALF_WRITTEN -> Arrays.fill(file, from + 2048, from + 4096, (byte) 0);
            }
        }
    }

    @Test
    void whileAnyBatchTellsTheVoteNoDamageOfTheFileMattersAndItIsRepaired() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        for (SlotDamage even : SlotDamage.values()) {
            for (SlotDamage odd : SlotDamage.values()) {
                Map<String, byte[]> files = damaged(log, even, odd);
                Verdict.assertHolds(files, log.model, false, even + " and " + odd);
                MemoryDisk disk = MemoryDisk.of(files);
                LogModel.open(disk);
                assertRepaired(disk, new HardState(2, 0, 0));
            }
        }
    }

    @Test
    void withoutTheFileTheBatchesTellTheVoteAndItIsMadeAnew() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        Map<String, byte[]> files = log.disk.files();
        files.remove(PATH);
        Verdict.assertHolds(files, log.model, false, "without a vote file");
        MemoryDisk disk = MemoryDisk.of(files);
        LogModel.open(disk);
        assertRepaired(disk, new HardState(2, 0, 0));
    }

    private static Map<String, byte[]> damaged(SmallLog log, SlotDamage even, SlotDamage odd) {
        Map<String, byte[]> files = log.disk.files();
        even.apply(files.get(PATH), 0);
        odd.apply(files.get(PATH), 1);
        return files;
    }

    private static void assertRepaired(MemoryDisk disk, HardState expected) throws IOException {
        VoteFile.Found found = VoteFile.read(disk, LogModel.DIRECTORY, LogModel.IDENTITY);
        assertNotNull(found.newest());
        assertEquals(expected.term(), found.newest().term());
        assertEquals(expected.vote(), found.newest().vote());
        assertEquals(true, found.whole());
    }

    @Test
    void withoutABatchThatTellsTheVoteOneSoundSlotIsNeeded() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        LogModel.open(disk);
        for (SlotDamage even : SlotDamage.values()) {
            for (SlotDamage odd : SlotDamage.values()) {
                Map<String, byte[]> files = disk.files();
                even.apply(files.get(PATH), 0);
                odd.apply(files.get(PATH), 1);
                String story = even + " and " + odd;
                if (even == SlotDamage.NONE || odd == SlotDamage.NONE) {
                    Verdict.assertHolds(files, new LogModel(), false, story);
                } else {
                    assertEquals(
                            Damage.VOTE_LOST,
                            Verdict.assertRefused(files, story).damage());
                }
            }
        }
    }

    @Test
    void withoutFileAndBatchAnExistingSegmentIsRefused() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        LogModel.open(disk);
        Map<String, byte[]> files = disk.files();
        files.remove(PATH);

        assertEquals(
                Damage.VOTE_LOST,
                Verdict.assertRefused(files, "no vote file, no batch").damage());
    }

    @Test
    void aVoteThatIsAheadOfTheBatchesIsKept() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        Map<String, byte[]> files = log.disk.files();
        log.append(log.model.batch(new HardState(5, 7, 0), 0, log.random));
        files.put(PATH, log.disk.files().get(PATH));
        LogModel expected = log.beforeLast().copy();
        expected.hardState = new HardState(5, 7, expected.hardState.commit());

        Verdict.assertHolds(files, expected, false, "stopped between vote file and batch");
    }

    @Test
    void aLogThatEndsBeforeWhatTheVoteFileSawDurableIsRefused() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        Map<String, byte[]> files = SmallLog.copy(log.batches.get(2).files());
        files.put(PATH, log.disk.files().get(PATH));
        Verdict.assertHolds(files, expectedAt(log, 2), false, "the vote of batch 4 saw batch 3");

        Map<String, byte[]> older = SmallLog.copy(log.batches.get(1).files());
        older.put(PATH, log.disk.files().get(PATH));
        assertEquals(
                Damage.SEQUENCE_GAP,
                Verdict.assertRefused(older, "batch 3 is missing").damage());
    }

    private static LogModel expectedAt(SmallLog log, int batch) {
        LogModel expected = log.batches.get(batch).model().copy();
        expected.hardState = new HardState(2, 0, 0);
        return expected;
    }

    @Test
    void twoVotesInOneTermAreAContradiction() throws IOException {
        SmallLog one = SmallLog.endingWith(new byte[] {1});
        SmallLog other = new SmallLog();
        other.append(other.model.batch(new HardState(1, 8, 0), 0, other.random, 10));
        Map<String, byte[]> files = one.disk.files();
        files.put(PATH, other.disk.files().get(PATH));

        assertEquals(
                Damage.CONTRADICTION, Verdict.assertRefused(files, "two votes").damage());
    }

    @Test
    void anUnchangedVoteIsNotWrittenAgain() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        byte[] before = log.disk.files().get(PATH);

        log.append(log.model.batch(new HardState(2, 0, 5), 0, log.random, 10));

        assertArrayEquals(before, log.disk.files().get(PATH), "a commit index is only a hint");
    }
}
