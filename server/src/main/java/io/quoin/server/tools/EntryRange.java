package io.quoin.server.tools;

import io.quoin.consensus.wal.LoggedBatch;

/**
 * The entries that are wanted.
 *
 * @param from first index
 * @param to last index
 */
record EntryRange(long from, long to) {
    boolean contains(long index) {
        return index >= from && index <= to;
    }

    /** Whether a batch has such an entry, or has none and stands among them. */
    boolean touches(LoggedBatch batch) {
        long last = batch.firstIndex() + Math.max(0, batch.entryCount() - 1);
        return batch.firstIndex() <= to && last >= from;
    }
}
