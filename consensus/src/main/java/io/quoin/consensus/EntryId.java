package io.quoin.consensus;

/**
 * A position in the replicated log: two entries with the same index and term are the same entry (Raft thesis §3.5).
 *
 * @param index position, counted from 1; 0 stands before the first entry
 * @param term term in which a leader created the entry; 0 stands before the first entry
 */
public record EntryId(long index, long term) {
    /** The position before the first entry. */
    public static final EntryId NONE = new EntryId(0, 0);

    public EntryId {
        Invariant.check(index >= 0 && term >= 0, "entry id (%d, %d) is negative", index, term);
    }
}
