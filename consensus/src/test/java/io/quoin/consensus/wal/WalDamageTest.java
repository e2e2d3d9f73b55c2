package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.wal.WalCorruptException.Damage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damage of what was durable: refused, and never cut away, but for the one case that cannot be told from a torn
 * write.
 */
class WalDamageTest {
    private static final int SECTOR = 512;

    private enum Kind {
        ZEROED,
        BIT_FLIPPED,
        GARBAGE
    }

    private enum Outcome {
        NOTHING_LOST,
        TAIL_CLEARED,
        LAST_BATCH_CUT,
        REFUSED
    }

    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void everyDamagedSectorOfASmallLogHasItsOutcome() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        Map<String, byte[]> files = log.disk.files();
        int[] outcomes = new int[Outcome.values().length];
        for (String path : files.keySet()) {
            for (int sector = 0; sector < files.get(path).length; sector += SECTOR) {
                for (Kind kind : Kind.values()) {
                    Outcome outcome = expected(log, path, sector, kind);
                    check(log, path, sector, kind, outcome);
                    outcomes[outcome.ordinal()]++;
                }
            }
        }
        int lastBatchSectors = log.last().bytes() / SECTOR;
        assertEquals(lastBatchSectors, outcomes[Outcome.LAST_BATCH_CUT.ordinal()], "the documented exception, no more");
        assertTrue(outcomes[Outcome.REFUSED.ordinal()] > 200, Arrays.toString(outcomes));
    }

    /** The oracle: knows where the damage is and the rules, and asks no production code. */
    private static Outcome expected(SmallLog log, String path, int sector, Kind kind) {
        if (path.endsWith("vote.meta")) {
            return Outcome.NOTHING_LOST; // the other slot, and the batches, say the same
        }
        if (sector < 4096) {
            return Outcome.REFUSED;
        }
        for (SmallLog.Placed batch : log.batches) {
            if (batch.file().equals(path) && sector >= batch.offset() && sector < batch.end()) {
                boolean looksTorn = batch == log.last() && kind == Kind.ZEROED;
                return looksTorn ? Outcome.LAST_BATCH_CUT : Outcome.REFUSED;
            }
        }
        if (!path.equals(log.last().file()) || kind == Kind.ZEROED) {
            return Outcome.NOTHING_LOST; // behind the last batch of a segment; the next one proves that it was the last
        }
        return sector == log.last().end() ? Outcome.REFUSED : Outcome.TAIL_CLEARED;
    }

    private void check(SmallLog log, String path, int sector, Kind kind, Outcome outcome) throws IOException {
        Map<String, byte[]> files = log.disk.files();
        damage(files.get(path), sector, kind);
        String story = kind + " at " + sector + " of " + path;
        switch (outcome) {
            case NOTHING_LOST -> Verdict.assertHolds(files, log.model, false, story);
            case TAIL_CLEARED -> Verdict.assertHolds(files, log.model, true, story);
            case LAST_BATCH_CUT -> Verdict.assertHolds(files, log.beforeLast(), true, story);
            case REFUSED -> Verdict.assertRefused(files, story);
        }
    }

    private void damage(byte[] file, int sector, Kind kind) {
        switch (kind) {
            case ZEROED -> Arrays.fill(file, sector, sector + SECTOR, (byte) 0);
            case BIT_FLIPPED -> file[sector + random.nextInt(SECTOR)] ^= (byte) (1 << random.nextInt(8));
            case GARBAGE -> {
                for (int at = sector; at < sector + SECTOR; at++) {
                    file[at] ^= (byte) (1 + random.nextInt(255));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 900, 5000})
    void everySingleFlippedBitOfALonePutIsRefused(int length) throws IOException {
        byte[] data = new byte[length];
        random.nextBytes(data);
        everyFlippedBitIsRefused(data, length > 20 ? 7 : 1);
    }

    @Test
    void everySingleFlippedBitOfALonePutOfNearlyNothingIsRefused() throws IOException {
        byte[] oneBit = new byte[1500];
        oneBit[700] = 1; // flipped back, this bit would leave a sector of zeros if nothing were done about it
        everyFlippedBitIsRefused(oneBit, 1);
        everyFlippedBitIsRefused(new byte[1500], 1);
    }

    @Test
    void everyDamagedWordOfALonePutOfZerosIsRefused() throws IOException {
        SmallLog log = SmallLog.endingWith(new byte[3000]);
        Map<String, byte[]> files = log.disk.files();
        byte[] file = files.get(log.last().file());
        for (int word = log.last().offset(); word < log.last().end(); word += Long.BYTES) {
            byte[] before = Arrays.copyOfRange(file, word, word + Long.BYTES);
            Arrays.fill(file, word, word + Long.BYTES, (byte) 0);
            if (!Arrays.equals(before, new byte[Long.BYTES])) {
                Verdict.assertRefused(files, "a zeroed word at " + word);
            }
            System.arraycopy(before, 0, file, word, Long.BYTES);
        }
    }

    @Test
    void aZeroedSectorOfALonePutOfZerosIsTheDocumentedException() throws IOException {
        SmallLog log = SmallLog.endingWith(new byte[3000]);
        for (int sector = log.last().offset(); sector < log.last().end(); sector += SECTOR) {
            check(log, log.last().file(), sector, Kind.ZEROED, Outcome.LAST_BATCH_CUT);
            check(log, log.last().file(), sector, Kind.BIT_FLIPPED, Outcome.REFUSED);
            check(log, log.last().file(), sector, Kind.GARBAGE, Outcome.REFUSED);
        }
    }

    private static void everyFlippedBitIsRefused(byte[] data, int step) throws IOException {
        SmallLog log = SmallLog.endingWith(data);
        Map<String, byte[]> files = log.disk.files();
        byte[] file = files.get(log.last().file());
        for (int bit = log.last().offset() * 8; bit < log.last().end() * 8; bit += step) {
            file[bit / 8] ^= (byte) (1 << (bit % 8));
            Verdict.assertRefused(files, "bit " + bit);
            file[bit / 8] ^= (byte) (1 << (bit % 8));
        }
    }

    @Test
    void behindAMarkerAZeroedSectorIsRefusedToo() throws IOException {
        SmallLog log = SmallLog.endingWith(new byte[] {1, 2, 3});
        log.wal.close();
        for (int sector = log.last().offset(); sector < log.last().end(); sector += SECTOR) {
            Map<String, byte[]> files = log.disk.files();
            damage(files.get(log.last().file()), sector, Kind.ZEROED);
            assertEquals(
                    Damage.DURABLE_BATCH,
                    Verdict.assertRefused(files, "sector " + sector).damage());
        }
    }

    @Test
    void aRefusalSaysWhereAndWhat() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        SmallLog.Placed second = log.batches.get(1);
        Map<String, byte[]> files = log.disk.files();
        files.get(second.file())[second.offset() + 100] ^= 4;

        WalCorruptException refusal = Verdict.assertRefused(files, "a bit of the second batch");

        assertEquals(Damage.DURABLE_BATCH, refusal.damage());
        assertEquals(second.file(), refusal.file());
        assertEquals(second.offset(), refusal.offset());
    }

    @Test
    void theNewestBatchDamagedIsToldFromAnOlderOne() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        Map<String, byte[]> files = log.disk.files();
        files.get(log.last().file())[log.last().offset() + 100] ^= 4;

        assertEquals(
                Damage.LAST_BATCH,
                Verdict.assertRefused(files, "a bit of the last batch").damage());
    }

    @Test
    void aMissingSegmentBetweenOthersIsAGap() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        for (int i = 0; i < 6; i++) {
            log.append(log.model.put(log.random, 5000));
        }
        List<String> segments = log.disk.files().keySet().stream()
                .filter(path -> path.endsWith(".wal"))
                .toList();
        for (String missing : segments.subList(1, segments.size() - 1)) {
            Map<String, byte[]> files = log.disk.files();
            files.remove(missing);
            assertEquals(
                    Damage.SEQUENCE_GAP,
                    Verdict.assertRefused(files, "without " + missing).damage());
        }
        assertTrue(segments.size() >= 4, segments.toString());
    }

    @Test
    void allSegmentsMissingIsAGapOnceThereWasAVote() throws IOException {
        Map<String, byte[]> files = SmallLog.ofTwoSegments().disk.files();
        files.keySet().removeIf(path -> path.endsWith(".wal"));

        assertEquals(
                Damage.SEQUENCE_GAP, Verdict.assertRefused(files, "no segments").damage());
    }

    @Test
    void anUnreadableSegmentIsRefused() throws IOException {
        MemoryDisk disk = SmallLog.ofTwoSegments().disk;
        disk.unreadableFile = SmallLog.FIRST_SEGMENT;

        WalCorruptException refusal = assertThrows(WalCorruptException.class, () -> LogModel.open(disk));

        assertEquals(Damage.UNREADABLE, refusal.damage());
    }

    @Test
    void damageThatComesLaterIsFoundByTheReadThatMeetsIt() throws IOException {
        SmallLog log = SmallLog.ofTwoSegments();
        Map<String, byte[]> files = log.disk.files();
        MemoryDisk disk = MemoryDisk.of(files);
        Wal wal = LogModel.open(disk);
        try (DiskFile file = disk.openForWriting(log.last().file())) {
            file.write(ByteBuffer.wrap(new byte[] {1}), log.last().offset() + 3000);
        }

        long last = wal.lastIndex();
        var failure = assertThrows(UncheckedIOException.class, () -> wal.entries(last, last, 1000));

        assertEquals(Damage.DURABLE_BATCH, ((WalCorruptException) failure.getCause()).damage());
        assertEquals(1, wal.entries(last - 1, last - 1, 1000).size(), "the others are still given");
    }
}
