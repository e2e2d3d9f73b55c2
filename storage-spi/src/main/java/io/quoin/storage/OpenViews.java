package io.quoin.storage;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The open views of an engine: a fixed number of slots, so that views are bounded, their age is known and a close can
 * wait for them. For engines; a slot may also index what is pooled per view. Any thread; taking and giving back is
 * lock-free.
 */
public final class OpenViews {
    private static final long FREE = 0;

    /** Per slot the time it was taken, never {@link #FREE}. */
    private final AtomicLongArray takenAtNanos;

    private volatile boolean shut;

    /** With this many slots. */
    public OpenViews(int viewsMax) {
        takenAtNanos = new AtomicLongArray(viewsMax);
    }

    /**
     * Takes the lowest free slot; never waits.
     *
     * @return its number, from 0
     * @throws EngineBusyException when all are taken
     * @throws IllegalStateException when shut
     */
    public int take() {
        for (var slot = 0; slot < takenAtNanos.length(); slot++) {
            if (takenAtNanos.get(slot) == FREE && takenAtNanos.compareAndSet(slot, FREE, System.nanoTime() | 1)) {
                if (shut) {
                    giveBack(slot);
                    throw new IllegalStateException("the engine is closed");
                }
                return slot;
            }
        }
        throw new EngineBusyException("all " + takenAtNanos.length() + " views are open", null);
    }

    /** Frees a slot; exactly once per {@link #take}. */
    public void giveBack(int slot) {
        takenAtNanos.set(slot, FREE);
        if (shut) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** How many are taken. */
    public int count() {
        var count = 0;
        for (var slot = 0; slot < takenAtNanos.length(); slot++) {
            if (takenAtNanos.get(slot) != FREE) {
                count++;
            }
        }
        return count;
    }

    /** For how long the oldest one has been taken; 0 when none is. */
    public long oldestAgeNanos() {
        var now = System.nanoTime();
        var oldest = 0L;
        for (var slot = 0; slot < takenAtNanos.length(); slot++) {
            var taken = takenAtNanos.get(slot);
            if (taken != FREE) {
                oldest = Math.max(oldest, now - taken);
            }
        }
        return oldest;
    }

    /**
     * Lets nobody take a slot any more and waits until all are free.
     *
     * @throws IllegalStateException when some are still taken after the wait, or on interruption; slots can be taken
     *     again
     */
    public synchronized void shut(long waitMillis) {
        shut = true;
        var deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        try {
            for (var left = waitMillis; count() > 0 && left > 0; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var open = count();
        if (open > 0) {
            shut = false;
            throw new IllegalStateException(open + " views are still open, the oldest for "
                    + TimeUnit.NANOSECONDS.toMillis(oldestAgeNanos()) + " ms");
        }
    }
}
