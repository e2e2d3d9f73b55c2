package io.quoin.statemachine.record;

/**
 * A run of pending records in ascending (main, sub). One writer appends; what it has made visible is read by any
 * thread: slots below {@code visible} never change, and the volatile write orders them.
 */
final class PendingChunk {
    /** A chunk that holds so many bytes takes no more: a chunk is let go as a whole. */
    static final long BYTES_FULL = 1 << 20;

    final long[] mains;
    final int[] subs;
    final byte[][] records;

    /** Slots that are filled, visible or not. Writer only, until the chunk has a successor. */
    int filled;

    private long bytes;
    private volatile int visible;

    /** An empty chunk that takes so many records. */
    PendingChunk(int recordsMax) {
        mains = new long[recordsMax];
        subs = new int[recordsMax];
        records = new byte[recordsMax][];
    }

    /** Writer only. */
    boolean isFull() {
        return filled == records.length || bytes >= BYTES_FULL;
    }

    /** Writer only. */
    void append(long main, int sub, byte[] record) {
        mains[filled] = main;
        subs[filled] = sub;
        records[filled] = record;
        bytes += record.length;
        filled++;
    }

    /** Writer only. */
    void publish() {
        visible = filled;
    }

    int visible() {
        return visible;
    }

    /** Position of a record among the first {@code count}, or negative. */
    int find(long main, int sub, int count) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int order = compare(mains[middle], subs[middle], main, sub);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Whether the first record lies after (main, sub). The chunk is not empty. */
    boolean beginsAfter(long main, int sub) {
        return compare(mains[0], subs[0], main, sub) > 0;
    }

    /**
     * Whether all records are at or below a revision. Only for a chunk that has a successor: nothing is added to it.
     */
    boolean endsAtOrBefore(long main) {
        return mains[filled - 1] <= main;
    }

    private static int compare(long main, int sub, long otherMain, int otherSub) {
        int byMain = Long.compare(main, otherMain);
        return byMain != 0 ? byMain : Integer.compare(sub, otherSub);
    }
}
