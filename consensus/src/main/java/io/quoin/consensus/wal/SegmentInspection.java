package io.quoin.consensus.wal;

/**
 * What one segment file holds.
 *
 * @param file path, as given to the {@link Disk}
 * @param bytes size of the file
 * @param writtenBytes header and batches; behind them lies what was never written, or what is wrong
 * @param firstSequence of the first batch that may be in it, from its name
 * @param batches whole batches, from the beginning up to the first thing that is none
 * @param firstIndex index that its first entry would have, from its name
 * @param entries number of entries in those batches, truncated ones included
 * @param inLog whether the batches were found to continue the log; those behind damage are only counted
 */
public record SegmentInspection(
        String file,
        long bytes,
        long writtenBytes,
        long firstSequence,
        long batches,
        long firstIndex,
        long entries,
        boolean inLog) {
    /** Sequence of the last batch counted; one less than {@link #firstSequence} when there is none. */
    public long lastSequence() {
        return firstSequence + batches - 1;
    }
}
