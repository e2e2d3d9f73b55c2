package io.quoin.statemachine.index;

import io.quoin.consensus.Invariant;

/**
 * The keys that a compaction has to visit, so that it costs what it removes and never walks the index.
 *
 * <p>Every change tells {@link #changed}; a compaction at revision {@code R} then takes keys with {@link #next} and
 * calls {@link KeyHistory#compact} on each. When a version becomes garbage:
 *
 * <table>
 * <caption>A version is garbage for compactions at ...</caption>
 * <tr><td>any version, superseded by a change at main revision s</td><td>R &gt;= s</td></tr>
 * <tr><td>a tombstone at main revision t, not superseded</td><td>R &gt;= t + 1</td></tr>
 * </table>
 *
 * <p>An entry is a hint, not a verdict: a key may come twice, may have been removed meanwhile or be created anew, and
 * then there is nothing to drop. The history decides. Once all entries that are due at {@code R} were taken and their
 * keys compacted at {@code R}, no history in the index holds anything that a compaction at {@code R} would drop.
 *
 * <p>To keep slices short where one key has a million versions, compact at
 * {@code min(R, becomesGarbageAt() + sliceRevisions)} instead of {@code R}: a call then drops little more than
 * {@code sliceRevisions} versions, and that key's later entries bring the rest.
 *
 * <p>At load the queue is filled by the same call for every stored version in ascending order of revisions, which is
 * the order in which an engine is scanned; what an interrupted compaction left behind is due at once.
 *
 * <p>Bound: one entry of 12 bytes for each version that is superseded and not compacted, and one for each tombstone;
 * it is as long as the history that the store still holds, and is shortened by compaction only. Threads: one, the
 * writing thread.
 */
public final class GarbageQueue {
    private final RevisionQueue superseded = new RevisionQueue();
    private final RevisionQueue tombstones = new RevisionQueue();
    private byte[] key;
    private long becomesGarbageAt;

    /**
     * Notes a change of a key.
     *
     * @param heldKey the array that the index holds, as {@link KeyIndexWriter#put} returns it, so that no other is
     * kept alive
     * @param before the history before the change, null if there was none
     * @param after the history after it; its newest version is at or above the main revision of any change noted before
     */
    public void changed(byte[] heldKey, KeyHistory before, KeyHistory after) {
        long main = after.modMain();
        if (before != null && (before.isLive() || before.modMain() == main)) {
            superseded.add(main, heldKey);
        }
        if (!after.isLive()) {
            tombstones.add(main + 1, heldKey);
        }
    }

    /** Takes the next key with garbage for a compaction at this revision; false when there is none. */
    public boolean next(long compactionRevision) {
        RevisionQueue first = tombstones.firstRevision() < superseded.firstRevision() ? tombstones : superseded;
        if (first.firstRevision() > compactionRevision) {
            key = null;
            return false;
        }
        becomesGarbageAt = first.firstRevision();
        key = first.take();
        return true;
    }

    /** The key that {@link #next} took. */
    public byte[] key() {
        Invariant.check(key != null, "no entry was taken");
        return key;
    }

    /** The lowest compaction revision for which the entry that {@link #next} took is garbage. */
    public long becomesGarbageAt() {
        return becomesGarbageAt;
    }

    /** Entries that wait, due or not. */
    public long size() {
        return superseded.size() + tombstones.size();
    }
}
