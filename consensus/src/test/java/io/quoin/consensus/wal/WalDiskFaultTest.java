package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.raft.PersistBatch;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A full disk is a refusal that heals; a failed write or force is the end of this log object. */
class WalDiskFaultTest {
    private final MemoryDisk disk = new MemoryDisk();
    private final LogModel model = new LogModel();
    private final SplittableRandom random = new SplittableRandom(31);

    private void append(Wal wal, PersistBatch batch) throws IOException {
        wal.append(batch);
        model.accept(batch);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFullDiskRefusesTheBatchAndGoesOnOnceThereIsSpace(boolean saysWhenFull) throws IOException {
        disk.saysWhenFull = saysWhenFull;
        Wal wal = LogModel.open(disk);
        append(wal, model.batch(new HardState(1, 7, 0), 0, random, 10));
        for (int space = 30_000; space < 200_000; space += 9_000) {
            disk.capacityBytes = space;
            fill(wal);
            wal.appendIdleMarker(); // without space for it, nothing happens
        }

        model.assertEntriesHeldBy(wal, "at once");
        model.assertHeldBy(LogModel.open(disk.afterPowerLoss(random, 0)), "reopened");
        assertTrue(disk.list("member/wal").size() > 3);
    }

    private void fill(Wal wal) throws IOException {
        for (int i = 0; i < 100; i++) {
            PersistBatch batch = model.batch(new HardState(model.hardState.term() + 1, 7, 0), 0, random, 3000);
            int writes = disk.writes;
            try {
                append(wal, batch);
            } catch (WalFullException full) {
                assertInstanceOf(DiskFullException.class, full.getCause());
                assertTrue(disk.writes - writes <= 1, "only zeros were tried");
                return;
            }
        }
        throw new AssertionError("the disk was never full");
    }

    @Test
    void aVoteIsDurableBeforeItsBatchIsWritten() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.batch(new HardState(1, 7, 0), 0, random, 10));
        append(wal, model.put(random, 3000));
        disk.failWrite = disk.writes + 1; // the vote file is written first, the batch then

        assertThrows(IOException.class, () -> wal.append(model.batch(new HardState(6, 9, 0), 0, random, 10)));

        HardState found =
                LogModel.open(disk.afterPowerLoss(random, 0)).recovered().hardState();
        assertEquals(new HardState(6, 9, 0), found);
    }

    @Test
    void aSegmentThatCannotBePreparedGivesItsSpaceBack() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.put(random, 15_000));
        disk.capacityBytes = 50_000;
        disk.saysWhenFull = false;

        assertThrows(WalFullException.class, wal::prepareNextSegment);

        assertFalse(disk.exists("member/wal/next.tmp"));
        assertTrue(wal.wantsNextSegment());
        append(wal, model.put(random, 10));
        disk.capacityBytes = Long.MAX_VALUE;
        wal.prepareNextSegment();
        assertFalse(wal.wantsNextSegment());
    }

    @Test
    void aFailedForceOfThePreparedSegmentHarmsNothing() throws IOException {
        Wal wal = LogModel.open(disk);
        append(wal, model.put(random, 15_000));
        disk.failForce = disk.forces;

        assertThrows(IOException.class, wal::prepareNextSegment);

        append(wal, model.put(random, 15_000));
        model.assertHeldBy(LogModel.open(disk.afterPowerLoss(random, 0)), "reopened");
    }

    @Test
    void afterAnyFailedForceNothingMoreIsAppendedAndNothingDurableIsLost() throws IOException {
        int failures = 0;
        for (int force = 0; force < 40; force++) {
            failures += failOnce(force, -1) ? 1 : 0;
        }
        assertTrue(failures >= 10, "failures " + failures);
    }

    @Test
    void afterAnyFailedWriteNothingMoreIsAppendedAndNothingDurableIsLost() throws IOException {
        int failures = 0;
        for (int write = 0; write < 40; write++) {
            failures += failOnce(-1, write) ? 1 : 0;
        }
        assertTrue(failures >= 10, "failures " + failures);
    }

    /** Appends until the disk fails; returns whether it did. */
    private boolean failOnce(int force, int write) throws IOException {
        MemoryDisk failing = new MemoryDisk();
        LogModel durable = new LogModel();
        Wal wal = LogModel.open(failing);
        failing.failForce = force < 0 ? -1 : failing.forces + force;
        failing.failWrite = write < 0 ? -1 : failing.writes + write;
        for (int i = 1; i <= 12; i++) {
            PersistBatch batch = durable.batch(i % 3 == 0 ? new HardState(i, 7, 0) : null, 0, random, 3000);
            try {
                wal.append(batch);
            } catch (IOException failure) {
                checkFailed(wal, failing, durable);
                return true;
            }
            durable.accept(batch);
        }
        return false;
    }

    private void checkFailed(Wal wal, MemoryDisk failing, LogModel durable) throws IOException {
        int writes = failing.writes;
        int forces = failing.forces;
        assertThrows(IOException.class, () -> wal.append(new PersistBatch(100, null, 0, List.of())));
        assertThrows(IOException.class, wal::appendIdleMarker);
        wal.close();
        assertEquals(writes, failing.writes, "nothing is written after a failure");
        assertEquals(forces, failing.forces, "a force is never repeated");

        Wal reopened = LogModel.open(failing.afterPowerLoss(random, 0));
        assertEquals(durable.lastIndex(), reopened.lastIndex());
        durable.assertEntriesHeldBy(reopened, "after a failure");
    }
}
