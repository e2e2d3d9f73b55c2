package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.raft.PersistBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a log must hold, kept as a plain list: the naive twin of {@link Wal}. Also makes batches that fit it. */
final class LogModel {
    static final WalIdentity IDENTITY = new WalIdentity(0xC1, 0x7);
    static final WalOptions SMALL = new WalOptions(7 * 4096, 2 * 4096, 4096);
    static final String DIRECTORY = "member";

    HardState hardState = HardState.INITIAL;
    List<Entry> entries = new ArrayList<>();
    long sequence;

    LogModel copy() {
        LogModel copy = new LogModel();
        copy.hardState = hardState;
        copy.entries = new ArrayList<>(entries);
        copy.sequence = sequence;
        return copy;
    }

    long lastIndex() {
        return entries.size();
    }

    /** A batch of entries in the current term, one for each length. */
    PersistBatch put(RandomGenerator random, int... lengths) {
        return batch(null, 0, random, lengths);
    }

    /** A batch that replaces the entries from an index on. */
    PersistBatch batch(HardState next, long truncateFrom, RandomGenerator random, int... lengths) {
        long term = Math.max(1, next != null ? next.term() : hardState.term());
        long first = truncateFrom > 0 ? truncateFrom : lastIndex() + 1;
        List<Entry> made = new ArrayList<>();
        for (int length : lengths) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            made.add(new Entry(first + made.size(), term, EntryType.COMMAND, data));
        }
        return new PersistBatch(sequence + 1, next, truncateFrom, made);
    }

    /** What the log holds after the batch. */
    LogModel accept(PersistBatch batch) {
        sequence = batch.sequence();
        if (batch.hardState() != null) {
            hardState = batch.hardState();
        }
        if (batch.truncateFrom() > 0) {
            entries = new ArrayList<>(entries.subList(0, (int) batch.truncateFrom() - 1));
        }
        entries.addAll(batch.entries());
        return this;
    }

    static Wal open(Disk disk) throws IOException {
        return Wal.open(disk, DIRECTORY, IDENTITY, SMALL);
    }

    /** Compares everything that the log gives with what it must hold. */
    void assertHeldBy(Wal wal, String story) {
        assertEquals(lastIndex(), wal.lastIndex(), story);
        assertEquals(hardState, wal.recovered().hardState(), story);
        assertEntriesHeldBy(wal, story);
    }

    /** As {@link #assertHeldBy}, for entries and terms from the log's first on. */
    void assertEntriesHeldBy(Wal wal, String story) {
        long first = wal.firstIndex();
        for (long index = first; index <= lastIndex(); index++) {
            assertEquals(entry(index).term(), wal.term(index), story);
        }
        assertEquals(first == 1 ? 0 : entry(first - 1).term(), wal.term(first - 1), story);
        if (first > lastIndex()) {
            return;
        }
        List<Entry> held = wal.entries(first, lastIndex(), Long.MAX_VALUE);
        assertEquals(lastIndex() - first + 1, held.size(), story);
        for (Entry entry : held) {
            assertEquals(entry(entry.index()).id(), entry.id(), story);
            assertTrue(Arrays.equals(entry(entry.index()).data(), entry.data()), story);
        }
    }

    private Entry entry(long index) {
        return entries.get((int) index - 1);
    }
}
