package io.quoin.consensus.raft;

import io.quoin.consensus.Entry;
import java.util.List;

/**
 * The durable log, read-only: where the core finds entries that it no longer holds in memory. The core never asks for
 * an index from which a truncation is still on its way to the disk. Called on the thread of the core.
 */
public interface LogView {
    /** Index of the first entry, one above {@link #lastIndex()} when there is none. Grows when the log is cut. */
    long firstIndex();

    /** Index of the last entry, one below {@link #firstIndex()} when there is none. */
    long lastIndex();

    /** Term of the entry at {@code index}, which is in {@code [firstIndex, lastIndex]}. */
    long term(long index);

    /**
     * The entries from {@code from} to {@code to}, both included and both in {@code [firstIndex, lastIndex]}, cut off
     * before {@code bytesMax} bytes of data are exceeded, yet at least one entry.
     */
    List<Entry> entries(long from, long to, long bytesMax);
}
