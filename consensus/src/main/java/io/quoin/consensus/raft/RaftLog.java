package io.quoin.consensus.raft;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryId;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.Invariant;
import io.quoin.consensus.raft.log.DurabilityTracker;
import io.quoin.consensus.raft.log.LogTail;
import java.util.List;

/**
 * This member's log, as it is in memory: the durable log below, the tail above, and five positions in it, always
 *
 * <pre>applied &lt;= handed to apply &lt;= commit &lt;= last      durable &lt;= last      handed to apply &lt;=
 * durable</pre>
 *
 * <p>Committed entries are never truncated. What is truncated in memory may still be visible in the {@link LogView};
 * it is never looked up there.
 */
final class RaftLog {
    private static final long UNKNOWN_TERM = -1;

    private final LogView durableLog;
    private final LogTail tail;
    private final DurabilityTracker durability;
    private EntryId bootstrapLast;
    private long toPersist;
    private long truncateFrom;
    private long commit;
    private long applying;
    private long applied;

    RaftLog(Bootstrap bootstrap, LogView durableLog, long tailBytesMax) {
        this.durableLog = durableLog;
        this.bootstrapLast = new EntryId(bootstrap.lastIndex(), bootstrap.lastTerm());
        this.tail = new LogTail(bootstrap.lastIndex() + 1, tailBytesMax);
        this.durability = new DurabilityTracker(bootstrap.lastSequence(), bootstrap.lastIndex());
        this.toPersist = bootstrap.lastIndex() + 1;
        this.applied = bootstrap.appliedIndex();
        this.applying = applied;
        // Only what is committed is applied, while the durable commit index is but a hint.
        this.commit = Math.max(bootstrap.hardState().commit(), applied);
    }

    long lastIndex() {
        return tail.lastIndex();
    }

    EntryId last() {
        return new EntryId(lastIndex(), term(lastIndex()));
    }

    long commit() {
        return commit;
    }

    long applied() {
        return applied;
    }

    DurabilityTracker durability() {
        return durability;
    }

    /** Whether {@link #term} knows the term at {@code index}: not where the log has been cut, nor behind its end. */
    boolean knowsTerm(long index) {
        return index <= lastIndex() && termOrUnknown(index) != UNKNOWN_TERM;
    }

    /** The term at an index at which it is known; 0 at 0. */
    long term(long index) {
        long term = index <= lastIndex() ? termOrUnknown(index) : UNKNOWN_TERM;
        Invariant.check(term != UNKNOWN_TERM, "term of entry %d asked, log ends at %d", index, lastIndex());
        return term;
    }

    private long termOrUnknown(long index) {
        if (index == 0) {
            return 0;
        }
        if (index >= tail.firstIndex()) {
            return tail.get(index).term();
        }
        if (index == bootstrapLast.index()) {
            return bootstrapLast.term();
        }
        return index >= durableLog.firstIndex() ? durableLog.term(index) : UNKNOWN_TERM;
    }

    /** Whether this log has the entry; true for the position before the first. */
    boolean matches(long index, long term) {
        return knowsTerm(index) && term(index) == term;
    }

    /**
     * The highest index, not above {@code index}, whose term is not above {@code term}: where another log that has
     * {@code term} at or below {@code index} can still agree with this one. Skips whole terms instead of single
     * entries.
     */
    EntryId agreementMax(long index, long term) {
        long candidate = Math.min(index, lastIndex());
        while (knowsTerm(candidate) && term(candidate) > term) {
            candidate--;
        }
        return new EntryId(candidate, knowsTerm(candidate) ? term(candidate) : 0);
    }

    /** Whether entries from {@code index} on, with the term before them, can be read. */
    boolean canSendFrom(long index) {
        return knowsTerm(index - 1) && (index >= tail.firstIndex() || index >= durableLog.firstIndex());
    }

    /** Entries from {@code from} to at most {@code to}, both in the log; bounded by bytes, at least one. */
    List<Entry> entries(long from, long to, long bytesMax) {
        if (from >= tail.firstIndex()) {
            return tail.entries(from, to, bytesMax);
        }
        return durableLog.entries(from, Math.min(to, tail.firstIndex() - 1), bytesMax);
    }

    /** Appends a new entry of this member's own leadership. */
    Entry append(long term, EntryType type, byte[] data) {
        Entry entry = new Entry(lastIndex() + 1, term, type, data);
        tail.append(entry);
        return entry;
    }

    /**
     * Takes over a leader's entries, which follow an index that {@link #matches}. What is here already stays, so that
     * an old message does no harm; from the first entry that differs on, the log is replaced (thesis §3.5).
     */
    void merge(List<Entry> entries) {
        int known = 0;
        while (known < entries.size() && matches(entries.get(known))) {
            known++;
        }
        if (known == entries.size()) {
            return;
        }
        long from = entries.get(known).index();
        if (from <= lastIndex()) {
            truncate(from);
        }
        for (Entry entry : entries.subList(known, entries.size())) {
            Invariant.check(entry.term() >= term(lastIndex()), "term falls to %d at %d", entry.term(), entry.index());
            tail.append(entry);
        }
    }

    /** An entry of this member's own leadership that is not yet applied, and therefore in memory. */
    Entry entry(long index) {
        return tail.get(index);
    }

    private boolean matches(Entry entry) {
        return matches(entry.index(), entry.term());
    }

    private void truncate(long from) {
        Invariant.check(from > commit, "entry %d conflicts, but %d is committed", from, commit);
        tail.truncateFrom(from);
        if (from <= bootstrapLast.index()) {
            bootstrapLast = EntryId.NONE;
        }
        if (from < toPersist) {
            toPersist = from;
            truncateFrom = from;
            durability.truncated(from);
        }
    }

    /** All up to {@code index} is committed; an index that is already known changes nothing. */
    void commitTo(long index) {
        Invariant.check(index <= lastIndex(), "commit %d, but the log ends at %d", index, lastIndex());
        commit = Math.max(commit, index);
    }

    /** Whether entries or a truncation wait to be written. */
    boolean hasUnwritten() {
        return toPersist <= lastIndex();
    }

    /** Hands out what the disk does not have, as the next batch. */
    PersistBatch persist(HardState changedHardState) {
        List<Entry> entries = hasUnwritten() ? tail.entries(toPersist, lastIndex()) : List.of();
        long sequence = durability.handOut(lastIndex());
        PersistBatch batch = new PersistBatch(sequence, changedHardState, truncateFrom, entries);
        toPersist = lastIndex() + 1;
        truncateFrom = 0;
        return batch;
    }

    private long applicableTo() {
        return Math.min(commit, durability.durableIndex());
    }

    /** Whether the state machine is idle and there is something for it. */
    boolean hasApplicable() {
        return applying == applied && applicableTo() > applying;
    }

    /** Hands out the next entries that are committed and durable. */
    ApplyBatch apply(long bytesMax) {
        ApplyBatch batch = new ApplyBatch(entries(applying + 1, applicableTo(), bytesMax));
        applying += batch.entries().size();
        return batch;
    }

    void applied(long index) {
        Invariant.check(index >= applied && index <= applying, "applied %d, handed out %d", index, applying);
        applied = index;
    }

    /** Lets go of the oldest entries in memory that nobody here needs any more. */
    void evict() {
        tail.evict(applied);
    }
}
