package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.raft.HardState;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reserve is there when a disk is full, and again when it is not. */
class DiskReserveTest {
    private static final String FILE = "member/reserve";
    private static final int RESERVE_BYTES = 100_000;

    private final MemoryDisk disk = new MemoryDisk();
    private final LogModel model = new LogModel();
    private final SplittableRandom random = new SplittableRandom(5);
    private DiskReserve reserve;

    @BeforeEach
    void begin() throws IOException {
        reserve = open(disk);
    }

    private static DiskReserve open(MemoryDisk disk) throws IOException {
        return DiskReserve.open(List.of(new DiskReserve.Part(disk, FILE, RESERVE_BYTES)));
    }

    private Wal openLog() throws IOException {
        Wal wal = Wal.open(disk, LogModel.DIRECTORY, LogModel.IDENTITY, LogModel.SMALL, reserve);
        append(wal, new HardState(1, 7, 0));
        return wal;
    }

    private void append(Wal wal, HardState hardState) throws IOException {
        var batch = model.batch(hardState, 0, random, 3000);
        wal.append(batch);
        model.accept(batch);
    }

    /** Appends until the condition holds; how often. */
    private int appendUntilShort(Wal wal) throws IOException {
        int count = 0;
        for (; !reserve.isShort(); count++) {
            assertTrue(count < 1_000, "never short");
            append(wal, null);
        }
        return count;
    }

    private int appendUntilFull(Wal wal) throws IOException {
        for (int count = 0; count < 1_000; count++) {
            var batch = model.put(random, 3000);
            try {
                wal.append(batch);
            } catch (WalFullException full) {
                return count;
            }
            model.accept(batch);
        }
        throw new AssertionError("never full");
    }

    private void leaveFree(long bytes) {
        disk.capacityBytes = bytes
                + disk.files().values().stream().mapToLong(file -> file.length).sum();
    }

    @Test
    void aReserveThatWasMadeOutlastsAPowerLoss() throws IOException {
        assertTrue(reserve.make());
        disk.forceDirectory("member");

        MemoryDisk left = disk.afterPowerLoss(random, 0);

        assertFalse(open(left).isWanted(), "it is whole");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatMeetsAFullDiskIsWrittenWithTheReserveAndMoreToo(boolean saysWhenFull) throws IOException {
        disk.saysWhenFull = saysWhenFull;
        Wal wal = openLog();
        assertTrue(reserve.make());
        leaveFree(20_000);

        assertTrue(appendUntilShort(wal) > 1);

        assertFalse(disk.exists(FILE));
        assertTrue(appendUntilFull(wal) > 10, "a hundred thousand bytes of reserve");
        assertTrue(reserve.isShort());
        disk.capacityBytes = Long.MAX_VALUE;
        append(wal, null);
        assertTrue(reserve.make());
        assertFalse(reserve.isShort());
        model.assertEntriesHeldBy(wal, "at once");
        disk.saysWhenFull = true;
        Wal reopened = LogModel.open(disk.afterPowerLoss(random, 0));
        model.assertHeldBy(reopened, "reopened");
    }

    @Test
    void aWholeSegmentIsNotPreparedFromTheReserve() throws IOException {
        Wal wal = openLog();
        reserve.make();
        leaveFree(20_000);
        appendUntilShort(wal);

        assertFalse(wal.wantsNextSegment());
        wal.prepareNextSegment();

        assertFalse(disk.exists("member/wal/next.tmp"));
    }

    @Test
    void aMarkerDoesNotTouchTheReserve() throws IOException {
        Wal wal = openLog();
        reserve.make();
        leaveFree(0);
        while (!reserve.isShort()) {
            long before = wal.lastIndex();
            wal.appendIdleMarker();
            assertFalse(reserve.isShort(), "after " + before);
            append(wal, null);
        }
    }

    @Test
    void itIsMadeOnlyWhereTwiceItsBytesAreFree() throws IOException {
        openLog();
        leaveFree(2 * RESERVE_BYTES - 1);

        assertFalse(reserve.isShort(), "nobody has tried yet");
        assertFalse(reserve.make());
        assertTrue(reserve.isShort());
        assertTrue(reserve.isWanted());

        leaveFree(2 * RESERVE_BYTES);
        assertTrue(reserve.make());
        assertFalse(reserve.isShort());
        assertFalse(reserve.isWanted());
    }

    @Test
    void aDiskThatIsFullWhileItIsMadeGetsItsSpaceBack() throws IOException {
        openLog();
        disk.saysWhenFull = false;
        leaveFree(RESERVE_BYTES / 2);

        assertFalse(reserve.make());

        assertTrue(reserve.isShort());
        assertFalse(disk.exists(FILE));
    }

    @Test
    void aFullDiskBesideItsMakingEndsIt() throws IOException {
        openLog();
        disk.interleavedFile = FILE;
        disk.interleaved = () -> assertFalse(reserve.release(), "nothing is there to be released");

        assertFalse(reserve.make());

        assertTrue(reserve.isShort());
        assertFalse(disk.exists(FILE));
        assertTrue(reserve.make());
    }

    @Test
    void itIsFoundAgainUnlessACrashLeftLessOfIt() throws IOException {
        openLog();
        reserve.make();

        assertFalse(open(disk).isWanted());
        assertTrue(open(disk).release());
        reserve = open(disk);
        reserve.make();
        MemoryDisk afterCrash = disk.afterPowerLoss(random, 0);

        DiskReserve found = open(afterCrash);
        assertTrue(found.isWanted());
        assertTrue(found.make());
        assertFalse(open(afterCrash).isWanted());
    }

    @Test
    void withoutOneNothingIsShortAndAFullDiskRefuses() throws IOException {
        reserve = DiskReserve.NONE;
        Wal wal = openLog();
        leaveFree(0);

        appendUntilFull(wal);

        assertFalse(reserve.isShort());
        assertFalse(reserve.isWanted());
        assertThrows(WalFullException.class, () -> wal.append(model.put(random, 3000)));
        assertEquals(model.lastIndex(), wal.lastIndex());
    }
}
