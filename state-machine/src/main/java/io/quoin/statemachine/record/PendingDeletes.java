package io.quoin.statemachine.record;

import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Records that compaction has dropped and the engine still holds. The node thread adds a slice at a time, the flush
 * thread takes slices in order and lets them go after its commit. What one slice holds reaches the engine in one
 * batch, and a deletion never overtakes one that was added before it: so of a deleted key the tombstone goes last.
 *
 * <p>Bound: compaction adds nothing while {@link #SLICES_MAX} wait.
 */
public final class PendingDeletes {
    /** How many slices may wait. */
    public static final int SLICES_MAX = 64;

    private final ConcurrentLinkedQueue<Slice> slices = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private long offered;
    private long released;

    /** Records to delete, in the order in which they were dropped. */
    public static final class Slice {
        private long[] mains = new long[64];
        private int[] subs = new int[64];
        private int count;

        /** Adds one; only before the slice is offered. */
        public void add(long main, int sub) {
            if (count == mains.length) {
                mains = Arrays.copyOf(mains, 2 * count);
                subs = Arrays.copyOf(subs, 2 * count);
            }
            mains[count] = main;
            subs[count++] = sub;
        }

        /** Number of records. */
        public int count() {
            return count;
        }

        /** Revision of a record. */
        public long main(int position) {
            return mains[position];
        }

        /** Position of a record within its revision. */
        public int sub(int position) {
            return subs[position];
        }
    }

    /** Hands a slice over. Node thread. */
    public void offer(Slice slice) {
        offered++;
        waiting.incrementAndGet();
        slices.add(slice);
    }

    /** Number of slices ever handed over. Node thread. */
    public long offered() {
        return offered;
    }

    /** Number of slices ever let go. Flush thread. */
    public long released() {
        return released;
    }

    /** Whether no more may be added for now. */
    public boolean isFull() {
        return waiting.get() >= SLICES_MAX;
    }

    /** Number of slices that wait. Any thread. */
    public int waiting() {
        return waiting.get();
    }

    /** The slices that wait, oldest first. Flush thread. */
    public Slice[] waitingSlices() {
        return slices.toArray(Slice[]::new);
    }

    /** Lets go of the oldest slices. Flush thread. */
    public void release(int count) {
        for (int i = 0; i < count; i++) {
            slices.remove();
        }
        waiting.addAndGet(-count);
        released += count;
    }
}
