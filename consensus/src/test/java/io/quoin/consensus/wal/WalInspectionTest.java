package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.Entry;
import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.wal.WalCorruptException.Damage;
import io.quoin.consensus.wal.WalInspection.TornTail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An inspection says what opening would say, and changes nothing. */
class WalInspectionTest {
    private static final int SECTOR = 512;

    private static WalInspection inspect(MemoryDisk disk, LoggedBatch.Visitor visitor) throws IOException {
        long operations = disk.operations;
        WalInspection found = WalInspection.of(disk, "member", LogModel.IDENTITY, visitor);
        assertEquals(operations, disk.operations, "an inspection writes nothing");
        return found;
    }

    private static WalInspection inspect(Map<String, byte[]> files) throws IOException {
        Map<String, byte[]> before = SmallLog.copy(files);
        MemoryDisk disk = MemoryDisk.of(files);
        WalInspection found = inspect(disk, batch -> {});
        before.forEach((path, bytes) -> assertArrayEquals(bytes, disk.files().get(path), path));
        return found;
    }

    @Test
    void aSoundLogIsToldBatchByBatch() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        List<Long> offsets = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();

        WalInspection found = inspect(log.disk, batch -> {
            offsets.add(batch.offset());
            entries.addAll(batch.entries());
        });

        assertEquals(List.of(), found.damages());
        assertNull(found.tornTail());
        assertTrue(found.voteFileWhole());
        assertFalse(found.cleanClose());
        assertEquals(6, found.batches());
        assertEquals(1, found.firstSequence());
        assertEquals(6, found.lastSequence());
        assertEquals(log.wal.firstIndex(), found.firstIndex());
        assertEquals(log.wal.lastIndex(), found.lastIndex());
        assertEquals(2, found.lastTerm());
        assertEquals(new HardState(2, 0, 1), found.hardState());
        assertEquals(log.batches.stream().map(batch -> (long) batch.offset()).toList(), offsets);
        assertArrayEquals(
                log.wal
                        .entries(found.lastIndex(), found.lastIndex(), 1 << 20)
                        .getFirst()
                        .data(),
                entries.getLast().data());
        assertEquals(
                List.of(true, true),
                found.segments().stream().map(SegmentInspection::inLog).toList());
        assertEquals(
                6,
                found.segments().stream().mapToLong(SegmentInspection::batches).sum());
        assertEquals(log.last().end(), found.segments().getLast().writtenBytes());
    }

    @Test
    void aCleanCloseIsSeen() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        log.wal.close();
        assertTrue(inspect(log.disk, batch -> {}).cleanClose());
    }

    @Test
    void noLogAtAllIsANewOne() throws IOException {
        WalInspection found = inspect(new MemoryDisk(), batch -> {});
        assertEquals(List.of(), found.segments());
        assertEquals(List.of(), found.damages());
        assertEquals(HardState.INITIAL, found.hardState());
        assertEquals(0, found.lastIndex());
    }

    /** Opening is the oracle: for every damaged sector, inspection and opening must agree to the word. */
    @Test
    void everyDamagedSectorIsJudgedAsOpeningJudgesIt() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        int[] refusedTornClean = new int[3];
        for (String path : log.disk.files().keySet()) {
            int bytes = log.disk.files().get(path).length;
            for (int sector = 0; sector < bytes; sector += SECTOR) {
                for (boolean zeroed : new boolean[] {true, false}) {
                    Map<String, byte[]> files = log.disk.files();
                    damage(files.get(path), sector, zeroed);
                    refusedTornClean[judge(files, path + " at " + sector)]++;
                }
            }
        }
        assertTrue(Arrays.stream(refusedTornClean).allMatch(count -> count > 5), Arrays.toString(refusedTornClean));
    }

    private static void damage(byte[] file, int sector, boolean zeroed) {
        for (int at = sector; at < sector + SECTOR; at++) {
            file[at] = zeroed ? 0 : (byte) ~file[at];
        }
    }

    private static int judge(Map<String, byte[]> files, String story) throws IOException {
        WalInspection found = inspect(SmallLog.copy(files));
        try {
            WalRecovery recovered = LogModel.open(MemoryDisk.of(files)).recovered();
            assertEquals(List.of(), found.damages(), story);
            assertEquals(recovered.tornTailCut(), found.tornTail() != null, story);
            assertEquals(recovered.lastIndex(), found.lastIndex(), story);
            assertEquals(recovered.hardState(), found.hardState(), story);
            return recovered.tornTailCut() ? 1 : 2;
        } catch (WalCorruptException refusal) {
            assertEquals(refusal.getMessage(), found.damages().getFirst().getMessage(), story);
            return 0;
        }
    }

    @Test
    void aTornTailIsToldWithItsPlace() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        Map<String, byte[]> files = log.disk.files();
        SmallLog.Placed last = log.last();
        Arrays.fill(files.get(last.file()), last.offset() + SECTOR, last.end(), (byte) 0);

        WalInspection found = inspect(files);

        assertEquals(new TornTail(last.file(), last.offset()), found.tornTail());
        assertEquals(5, found.lastSequence());
    }

    @Test
    void whatLiesBehindDamageIsCounted() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        Map<String, byte[]> files = log.disk.files();
        SmallLog.Placed second = log.batches.get(1);
        files.get(second.file())[second.offset() + 100] ^= 4;
        SmallLog.Placed last = log.last();
        files.get(last.file())[last.offset() + 100] ^= 4;

        WalInspection found = inspect(files);

        assertEquals(1, found.lastSequence());
        assertEquals(
                List.of(true, false),
                found.segments().stream().map(SegmentInspection::inLog).toList());
        long whole = log.batches.stream()
                .filter(batch -> batch.file().equals(last.file()) && batch != last)
                .count();
        assertEquals(whole, found.segments().getLast().batches());
        assertEquals(
                List.of((long) second.offset(), (long) last.offset()),
                found.damages().stream().map(WalCorruptException::offset).toList());
    }

    @Test
    void halfAVoteFileIsToldAndIsNoDamage() throws IOException {
        Map<String, byte[]> files = SmallLog.ofTwoSegments().disk.files();
        files.get("member/vote.meta")[50] ^= 1;
        WalInspection found = inspect(files);
        assertFalse(found.voteFileWhole());
        assertEquals(List.of(), found.damages());
    }

    @Test
    void anotherMembersLogIsDamage() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        WalInspection found = WalInspection.of(log.disk, "member", new WalIdentity(1, 99), batch -> {});
        assertEquals(Damage.FOREIGN, found.damages().getFirst().damage());
    }
}
