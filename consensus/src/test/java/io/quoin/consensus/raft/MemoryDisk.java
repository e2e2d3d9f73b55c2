package io.quoin.consensus.raft;

import io.quoin.consensus.Entry;
import io.quoin.consensus.Invariant;
import java.util.ArrayList;
import java.util.List;

/** What a member's stable storage holds: batches are written whole and in order, and survive a crash. */
final class MemoryDisk implements LogView {
    private final List<Entry> entries = new ArrayList<>();
    private HardState hardState = HardState.INITIAL;
    private long lastSequence;

    void write(PersistBatch batch) {
        Invariant.check(batch.sequence() == lastSequence + 1, "batch %d after %d", batch.sequence(), lastSequence);
        lastSequence = batch.sequence();
        if (batch.hardState() != null) {
            hardState = batch.hardState();
        }
        write(entries, batch);
    }

    /** Applies the part of a batch that concerns the log. */
    static void write(List<Entry> log, PersistBatch batch) {
        if (batch.truncateFrom() > 0) {
            log.subList((int) batch.truncateFrom() - 1, log.size()).clear();
        }
        for (Entry entry : batch.entries()) {
            Invariant.check(entry.index() == log.size() + 1, "entry %d after %d", entry.index(), log.size());
            log.add(entry);
        }
    }

    /** What a member finds here when it starts. */
    Bootstrap bootstrap(long self, Configuration configuration, long appliedIndex) {
        long lastTerm = entries.isEmpty() ? 0 : entries.getLast().term();
        return new Bootstrap(self, configuration, hardState, entries.size(), lastTerm, appliedIndex, lastSequence);
    }

    boolean holds(Entry entry) {
        return entry.index() <= entries.size() && term(entry.index()) == entry.term();
    }

    /** Loses the vote of the current term, as a faulty member might. */
    void forgetVote() {
        hardState = new HardState(hardState.term(), 0, hardState.commit());
    }

    HardState hardState() {
        return hardState;
    }

    List<Entry> all() {
        return entries;
    }

    @Override
    public long firstIndex() {
        return 1;
    }

    @Override
    public long lastIndex() {
        return entries.size();
    }

    @Override
    public long term(long index) {
        return entries.get((int) index - 1).term();
    }

    @Override
    public List<Entry> entries(long from, long to, long bytesMax) {
        long bytes = 0;
        List<Entry> slice = new ArrayList<>();
        for (long index = from; index <= to; index++) {
            Entry entry = entries.get((int) index - 1);
            bytes += entry.data().length;
            if (!slice.isEmpty() && bytes > bytesMax) {
                break;
            }
            slice.add(entry);
        }
        return List.copyOf(slice);
    }
}
