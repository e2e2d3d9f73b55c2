package io.quoin.consensus.node;

import io.quoin.consensus.Invariant;
import java.util.Arrays;

/**
 * The callers of this process that wait for an outcome, by request id. Ids are given out in ascending order, so the
 * table is a ring: no hashing, no boxing. It holds at most {@code outstandingMax} ids between the oldest that waits
 * and the newest; when that is reached, new proposals are refused. One thread.
 */
final class WaiterTable {
    private final int outstandingMax;
    private Waiter[] waiters = new Waiter[1024];
    private long[] deadlinesNanos = new long[1024];
    private long oldest = 1;
    private long next = 1;

    WaiterTable(int outstandingMax) {
        this.outstandingMax = outstandingMax;
    }

    boolean isFull() {
        return next - oldest >= outstandingMax;
    }

    /** Ids between the oldest that waits and the newest, both included. */
    int size() {
        return (int) (next - oldest);
    }

    boolean isEmpty() {
        return next == oldest;
    }

    /** Remembers the waiter and gives it the next request id. */
    long add(Waiter waiter, long deadlineNanos) {
        Invariant.check(!isFull(), "%d callers wait, the bound is %d", next - oldest, outstandingMax);
        if (next - oldest == waiters.length) {
            grow();
        }
        int slot = slot(next);
        waiters[slot] = waiter;
        deadlinesNanos[slot] = deadlineNanos;
        return next++;
    }

    /** Takes the waiter out, or returns null when it has its outcome already. */
    Waiter remove(long requestId) {
        if (requestId < oldest || requestId >= next) {
            return null;
        }
        int slot = slot(requestId);
        Waiter waiter = waiters[slot];
        waiters[slot] = null;
        skipSettled();
        return waiter;
    }

    /** Whether somebody waits for this id. */
    boolean isWaiting(long requestId) {
        return requestId >= oldest && requestId < next && waiters[slot(requestId)] != null;
    }

    /** Takes out the oldest waiter whose deadline has passed, or returns null. Deadlines ascend with the ids. */
    Waiter removeExpired(long nowNanos) {
        if (isEmpty() || deadlinesNanos[slot(oldest)] - nowNanos > 0) {
            return null;
        }
        return remove(oldest);
    }

    /** Takes out the oldest waiter, or returns null when nobody waits. */
    Waiter removeOldest() {
        return isEmpty() ? null : remove(oldest);
    }

    private void skipSettled() {
        while (oldest < next && waiters[slot(oldest)] == null) {
            oldest++;
        }
    }

    private int slot(long requestId) {
        return (int) (requestId & (waiters.length - 1));
    }

    private void grow() {
        Waiter[] oldWaiters = waiters;
        long[] oldDeadlines = deadlinesNanos;
        waiters = Arrays.copyOf(new Waiter[0], oldWaiters.length * 2);
        deadlinesNanos = new long[waiters.length];
        for (long id = oldest; id < next; id++) {
            int from = (int) (id & (oldWaiters.length - 1));
            waiters[slot(id)] = oldWaiters[from];
            deadlinesNanos[slot(id)] = oldDeadlines[from];
        }
    }
}
