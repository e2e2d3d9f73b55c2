package io.quoin.consensus.raft.log;

import io.quoin.consensus.Entry;
import io.quoin.consensus.Invariant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The newest entries of the log, in memory: a ring with index arithmetic, without a gap from {@link #firstIndex()} to
 * {@link #lastIndex()}. It grows with what is appended; {@link #evict} bounds it by bytes.
 */
public final class LogTail {
    /** Counted per entry besides its data: the record, the array header and the slot. */
    public static final int ENTRY_OVERHEAD_BYTES = 64;

    private static final int INITIAL_CAPACITY = 64;

    private final long bytesMax;
    private Entry[] ring = new Entry[INITIAL_CAPACITY];
    private long firstIndex;
    private int count;
    private long bytes;

    /** An empty tail whose first entry will be at {@code firstIndex}. */
    public LogTail(long firstIndex, long bytesMax) {
        this.firstIndex = firstIndex;
        this.bytesMax = bytesMax;
    }

    /** Bytes that an entry is counted with, here and wherever entries are bounded in memory. */
    public static long sizeOf(Entry entry) {
        return (long) entry.data().length + ENTRY_OVERHEAD_BYTES;
    }

    /** Index of the first entry in memory, one above {@link #lastIndex()} when there is none. */
    public long firstIndex() {
        return firstIndex;
    }

    /** Index of the last entry of the log, in memory or just below it. */
    public long lastIndex() {
        return firstIndex + count - 1;
    }

    /** Whether the entry at {@code index} is in memory. */
    public boolean holds(long index) {
        return index >= firstIndex && index <= lastIndex();
    }

    /** The entry at an index that {@link #holds}. */
    public Entry get(long index) {
        Invariant.check(holds(index), "entry %d is not in memory from %d", index, firstIndex);
        return ring[slot(index)];
    }

    /** Adds the entry that follows the last. */
    public void append(Entry entry) {
        Invariant.check(entry.index() == lastIndex() + 1, "entry %d after %d", entry.index(), lastIndex());
        if (count == ring.length) {
            grow();
        }
        ring[slot(entry.index())] = entry;
        count++;
        bytes += sizeOf(entry);
    }

    /**
     * Drops the entry at {@code index} and all behind it; the log then ends before it, even if that is not in memory.
     */
    public void truncateFrom(long index) {
        while (count > 0 && lastIndex() >= index) {
            int slot = slot(lastIndex());
            bytes -= sizeOf(ring[slot]);
            ring[slot] = null;
            count--;
        }
        if (count == 0) {
            firstIndex = Math.min(firstIndex, index);
        }
    }

    /** Drops the oldest entries, none above {@code indexMax}, until the bound on bytes is kept. */
    public void evict(long indexMax) {
        while (bytes > bytesMax && count > 0 && firstIndex <= indexMax) {
            int slot = slot(firstIndex);
            bytes -= sizeOf(ring[slot]);
            ring[slot] = null;
            firstIndex++;
            count--;
        }
    }

    /** The entries from {@code from} to {@code to}, both included and in memory. Immutable. */
    public List<Entry> entries(long from, long to) {
        Invariant.check(holds(from) && holds(to) && from <= to, "entries %d to %d are not in memory", from, to);
        int start = slot(from);
        Entry[] slice = new Entry[(int) (to - from) + 1];
        int beforeWrap = Math.min(slice.length, ring.length - start);
        System.arraycopy(ring, start, slice, 0, beforeWrap);
        System.arraycopy(ring, 0, slice, beforeWrap, slice.length - beforeWrap);
        return Collections.unmodifiableList(Arrays.asList(slice));
    }

    /** As {@link #entries(long, long)}, cut off before {@code sliceBytesMax} are exceeded, yet at least one. */
    public List<Entry> entries(long from, long to, long sliceBytesMax) {
        long end = from;
        long sliceBytes = sizeOf(get(from));
        while (end < to) {
            sliceBytes += sizeOf(get(end + 1));
            if (sliceBytes > sliceBytesMax) {
                break;
            }
            end++;
        }
        return entries(from, end);
    }

    /** Bytes in memory, as {@link #sizeOf} counts. */
    public long bytes() {
        return bytes;
    }

    private void grow() {
        Entry[] larger = new Entry[ring.length * 2];
        for (long index = firstIndex; index <= lastIndex(); index++) {
            larger[(int) (index & (larger.length - 1))] = ring[slot(index)];
        }
        ring = larger;
    }

    private int slot(long index) {
        return (int) (index & (ring.length - 1));
    }
}
