package io.quoin.consensus;

/**
 * One entry of the replicated log. The data array belongs to the entry: nobody changes it once the entry exists.
 *
 * @param index position in the log, from 1
 * @param term term of the leader that created it, from 1
 * @param type what {@code data} holds
 * @param data the content; empty for {@link EntryType#NO_OP}
 */
@SuppressWarnings("ArrayRecordComponent") // identity is (index, term); the data are never compared
public record Entry(long index, long term, EntryType type, byte[] data) {
    public Entry {
        Invariant.check(index > 0 && term > 0, "entry (%d, %d) has no position", index, term);
    }

    public EntryId id() {
        return new EntryId(index, term);
    }
}
