package io.quoin.statemachine.mvcc;

import io.quoin.statemachine.index.GarbageQueue;
import io.quoin.statemachine.index.KeyHistory;
import io.quoin.statemachine.index.KeyIndexWriter;
import io.quoin.statemachine.record.PendingDeletes;

/**
 * Removes what compaction made unreachable, in slices of a bounded number of versions: from the index at once, from the
 * engine through {@link PendingDeletes}. It works up to the compacted revision that the engine holds <em>durably</em>
 * (schedule before delete), so after a crash no record is missing that the recovered state still needs, and not beyond
 * what a long read has pinned ({@link ReadPins}).
 *
 * <p>How far it has come has no effect on any answer or hash. Node thread.
 */
public final class Compactor {
    private static final long NEVER = -1;

    private final KeyIndexWriter index;
    private final GarbageQueue garbage;
    private final PendingDeletes deletes;
    private final ReadPins pins;
    private final int versionsPerSlice;

    /** Everything that is garbage at this revision was handed over. */
    private volatile Collected collected = new Collected(NEVER, 0);

    /**
     * How far collection has come.
     *
     * @param revision nothing that a compaction at this revision drops is left in the index
     * @param slices number of slices handed over until then, over the life of this object
     */
    public record Collected(long revision, long slices) {}

    /** A compactor of this index. */
    public Compactor(
            KeyIndexWriter index, GarbageQueue garbage, PendingDeletes deletes, ReadPins pins, int versionsPerSlice) {
        this.index = index;
        this.garbage = garbage;
        this.deletes = deletes;
        this.pins = pins;
        this.versionsPerSlice = versionsPerSlice;
    }

    /**
     * Removes one slice.
     *
     * @param durableCompactedRevision the compacted revision that no crash can take back
     * @return whether it did anything; if so, more may wait
     */
    public boolean runSlice(long durableCompactedRevision) {
        if (deletes.isFull()) {
            return false;
        }
        long reach = pins.reach(durableCompactedRevision);
        var slice = new PendingDeletes.Slice();
        int visited = 0;
        while (visited < versionsPerSlice && slice.count() < versionsPerSlice && garbage.next(reach)) {
            visited++;
            compact(garbage.key(), Math.min(reach, garbage.becomesGarbageAt() + versionsPerSlice), slice);
        }
        if (slice.count() > 0) {
            deletes.offer(slice);
        }
        if (visited == 0 && durableCompactedRevision > collected.revision()) {
            collected = new Collected(durableCompactedRevision, deletes.offered());
            return true;
        }
        return visited > 0;
    }

    /** How far collection has come. Any thread. */
    public Collected collected() {
        return collected;
    }

    /**
     * Compacts one key, a bounded number of revisions beyond where this entry became garbage: a key with a million
     * versions is not compacted at a stroke, and its later entries bring the rest.
     */
    private void compact(byte[] key, long revision, PendingDeletes.Slice slice) {
        KeyHistory before = index.get(key);
        if (before == null) {
            return;
        }
        KeyHistory after = before.compact(revision, slice::add);
        if (after == null) {
            index.remove(key);
        } else if (after != before) {
            index.put(key, after);
        }
    }
}
