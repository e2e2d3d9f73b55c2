package io.quoin.consensus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.raft.PersistBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WalThreadTest {
    @TempDir
    Path directory;

    private final List<Long> persisted = new CopyOnWriteArrayList<>();
    private NodeFixture fixture;
    private WalThread thread;

    @BeforeEach
    void start() throws IOException {
        fixture = new NodeFixture(directory);
        thread = new WalThread(fixture.wal, persisted::add, (what, cause) -> fixture.faults.add(cause));
        thread.start();
    }

    @AfterEach
    void closeTheLog() throws IOException {
        fixture.wal.close();
    }

    private void persist(long sequence) {
        HardState first = sequence == 1 ? new HardState(1, 1, 0) : null;
        Entry entry = new Entry(sequence, 1, EntryType.COMMAND, FakeMachine.command("c" + sequence));
        assertFalse(thread.persist(new PersistBatch(sequence, first, 0, List.of(entry))), "never at once");
    }

    @Test
    void batchesBecomeDurableInOrderAndEachIsReportedBehindItsForce() throws InterruptedException {
        fixture.disk.holdForces();
        for (long sequence = 1; sequence <= 5; sequence++) {
            persist(sequence);
        }
        assertEquals(List.of(), persisted);
        fixture.disk.letForces(2);
        NodeFixture.await(() -> persisted.size() == 2 && fixture.disk.isForceWaiting());
        assertEquals(2, fixture.wal.lastIndex());
        fixture.disk.letAllForces();
        thread.close();

        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), persisted);
        assertEquals(5, fixture.wal.lastIndex());
    }

    @Test
    void aBatchWithoutRoomWaitsAndTheOthersBehindIt() throws InterruptedException {
        persist(1);
        NodeFixture.await(() -> persisted.size() == 1);
        fixture.disk.full(true);
        long sequence = 1;
        while (!thread.waitsForRoom()) {
            if (persisted.size() == sequence) {
                persist(++sequence);
            }
        }
        long stuck = sequence;
        persist(stuck + 1);
        assertEquals(stuck - 1, persisted.size());

        fixture.disk.full(false);
        NodeFixture.await(() -> persisted.size() == stuck + 1);
        assertFalse(thread.waitsForRoom());
        thread.close();
        assertEquals(List.of(), fixture.faults);
    }

    @Test
    void aThreadThatWaitsForRoomCanBeStopped() throws InterruptedException {
        fixture.disk.full(true);
        long sequence = 0;
        while (!thread.waitsForRoom()) {
            if (persisted.size() == sequence) {
                persist(++sequence);
            }
        }

        thread.close();

        assertEquals(sequence - 1, persisted.size());
        assertEquals(sequence - 1, fixture.wal.lastIndex());
    }

    @Test
    void aFailingForceIsReportedOnceAndNothingIsWrittenBehindIt() throws InterruptedException {
        IOException cause = new IOException("the disk is gone");
        fixture.disk.failForces(cause);
        persist(1);
        persist(2);
        NodeFixture.await(() -> !fixture.faults.isEmpty());
        thread.close();

        assertEquals(List.of(cause), fixture.faults);
        assertEquals(List.of(), persisted);
    }

    @Test
    void theIdleMarkerComesBehindTheBatchesBeforeIt() throws Exception {
        persist(1);
        thread.markIdle();
        thread.close();
        fixture.wal.close();

        NodeFixture again = new NodeFixture(directory);
        assertEquals(1, again.wal.lastIndex());
        assertTrue(again.wal.recovered().lastSequence() >= 3, "batch, idle marker, close marker");
        again.wal.close();
    }
}
