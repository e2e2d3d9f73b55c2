package io.quoin.consensus.node;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What waits for the node thread. Many threads put, one takes everything that is there; a put is one compare-and-set,
 * and wakes the node thread only when it sleeps. Bounded in bytes of proposals: {@link #reserve} says no when they
 * are used up. Other items (ticks are none: the node thread counts them itself) are few and always accepted.
 *
 * <p>At its end the node thread closes the inbox: it gets what waits for the last time, and later puts are refused, so
 * that nothing is ever left in it unseen.
 */
final class Inbox {
    private static final VarHandle HEAD;
    private static final VarHandle SLEEPER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(Inbox.class, "head", Item.class);
            SLEEPER = lookup.findVarHandle(Inbox.class, "sleeper", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** One thing to do on the node thread, linked to the next. */
    static final class Item {
        private final Runnable work;
        private Item next;

        Item(Runnable work) {
            this.work = work;
        }

        Runnable work() {
            return work;
        }

        Item next() {
            return next;
        }
    }

    /** Stands at the head of a closed inbox; nothing is ever put in front of it. */
    private static final Item CLOSED = new Item(() -> {});

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();

    @SuppressWarnings("UnusedVariable") // accessed through HEAD
    private volatile Item head;

    @SuppressWarnings("UnusedVariable") // accessed through SLEEPER
    private volatile Thread sleeper;

    Inbox(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Claims room for that many bytes of proposals, or returns false and claims nothing. Any thread. */
    boolean reserve(long byteCount) {
        if (bytes.addAndGet(byteCount) <= bytesMax) {
            return true;
        }
        bytes.addAndGet(-byteCount);
        return false;
    }

    /** Gives back what {@link #reserve} claimed. */
    void release(long byteCount) {
        bytes.addAndGet(-byteCount);
    }

    /** What is claimed at present. Any thread. */
    long bytes() {
        return bytes.get();
    }

    /** Any thread; never blocks. Returns false, and takes nothing, when the inbox is closed. */
    boolean put(Runnable work) {
        Item item = new Item(work);
        Item old;
        do {
            old = (Item) HEAD.getVolatile(this);
            if (old == CLOSED) {
                return false;
            }
            item.next = old;
        } while (!HEAD.compareAndSet(this, old, item));
        Thread thread = (Thread) SLEEPER.getVolatile(this);
        if (thread != null && SLEEPER.compareAndSet(this, thread, null)) {
            LockSupport.unpark(thread);
        }
        return true;
    }

    /** Everything that waits, oldest first, or null. Node thread. */
    Item takeAll() {
        return HEAD.getVolatile(this) == null ? null : inOrder((Item) HEAD.getAndSet(this, null));
    }

    /** As {@link #takeAll}, for the last time: whatever comes later is refused. Node thread, once. */
    Item close() {
        return inOrder((Item) HEAD.getAndSet(this, CLOSED));
    }

    private static Item inOrder(Item head) {
        Item newest = head;
        Item oldest = null;
        while (newest != null) {
            Item next = newest.next;
            newest.next = oldest;
            oldest = newest;
            newest = next;
        }
        return oldest;
    }

    /** Sleeps until something is put or the time has passed; may return early. Node thread. */
    void await(long nanos) {
        SLEEPER.setVolatile(this, Thread.currentThread());
        if (HEAD.getVolatile(this) == null) {
            LockSupport.parkNanos(this, nanos);
        }
        SLEEPER.setVolatile(this, null);
    }
}
