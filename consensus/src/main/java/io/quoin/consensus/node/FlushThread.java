package io.quoin.consensus.node;

import io.quoin.consensus.StateMachine;
import io.quoin.consensus.wal.DiskReserve;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Moves applied records into the storage engine, every {@code flushIntervalMillis} while there is something, earlier
 * when {@code flushBytes} or {@code flushEntries} wait or the state machine asks for it. Between flushes it runs what
 * else only the engine's writer may do; meanwhile applied records wait, within the bound at which the node refuses
 * proposals. It never blocks the node thread: that one only signals.
 */
final class FlushThread {
    /** How many tasks may wait for the writer. */
    private static final int TASKS_MAX = 16;

    private final StateMachine machine;
    private final DiskReserve reserve;
    private final NodeOptions options;
    private final FaultHandler faults;
    private final LongConsumer flushed;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition signal = lock.newCondition();
    private final ArrayDeque<WriterTask> tasks = new ArrayDeque<>();
    private boolean urgent;
    private boolean closing;

    /** Counts publications, so that an idle state machine is left alone. Written by the node thread. */
    private volatile long published;

    /** The last applied index of what was published. Written by the node thread. */
    private volatile long publishedIndex;

    /** The applied index that the last flush took, whether or not the engine had room. Written by this thread. */
    private volatile long flushedIndex;

    /**
     * A thread that is not started.
     *
     * @param reserve released when the engine is full; the flush is then tried once more
     * @param flushed told after each flush how many nanoseconds it took; on this thread
     */
    FlushThread(
            StateMachine machine, DiskReserve reserve, NodeOptions options, FaultHandler faults, LongConsumer flushed) {
        this.machine = machine;
        this.reserve = reserve;
        this.options = options;
        this.faults = faults;
        this.flushed = flushed;
        this.publishedIndex = machine.applied().index();
        this.flushedIndex = publishedIndex;
        this.thread = Thread.ofPlatform().name("quoin-flush").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Something was published. Node thread, once per turn. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // only the node thread writes it
    void published() {
        publishedIndex = machine.applied().index();
        published++;
        if (machine.pendingBytes() >= options.flushBytes()
                || publishedIndex - flushedIndex >= options.flushEntries()
                || machine.flushWanted()) {
            wakeUp();
        }
    }

    /**
     * Runs work that belongs to the engine's one writer, after what it is doing now. Any thread; never blocks.
     *
     * @return false when {@value #TASKS_MAX} wait already, or at the end: it will not run
     */
    boolean submit(WriterTask task) {
        lock.lock();
        try {
            if (closing || tasks.size() == TASKS_MAX) {
                return false;
            }
            tasks.add(task);
            signal.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void wakeUp() {
        lock.lock();
        try {
            urgent = true;
            signal.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Flushes what is left and ends. The node thread must have ended before. */
    void close() throws InterruptedException {
        lock.lock();
        try {
            closing = true;
            signal.signal();
        } finally {
            lock.unlock();
        }
        thread.join();
        tasks.forEach(WriterTask::abandoned);
    }

    private void run() {
        try {
            long flushedUpTo = 0;
            boolean last = false;
            boolean onceMore = false;
            while (!last) {
                last = awaitInterval();
                long now = published;
                long index = publishedIndex;
                boolean behind = now != flushedUpTo;
                // A flush that found the engine full left all pending; nothing new may come before there is room again.
                if (behind || onceMore || machine.pendingBytes() > 0) {
                    long started = System.nanoTime();
                    flush();
                    flushedUpTo = now;
                    flushedIndex = index;
                    flushed.accept(System.nanoTime() - started);
                }
                runTasks();
                onceMore = behind; // once more when it is quiet: an engine may make a commit durable only then
            }
        } catch (Throwable t) {
            faults.fatal("flushing to the storage engine failed", t);
        }
    }

    private void flush() throws IOException {
        machine.flush();
        if (machine.isFull() && reserve.release()) {
            machine.flush();
        }
    }

    private void runTasks() {
        for (WriterTask task = nextTask(); task != null; task = nextTask()) {
            task.run();
        }
    }

    /** The next task; null when there is none, and at the end. */
    private WriterTask nextTask() {
        lock.lock();
        try {
            return closing ? null : tasks.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the interval, an urgent signal or the end; true at the end. */
    private boolean awaitInterval() throws InterruptedException {
        lock.lock();
        try {
            long nanos = options.flushIntervalMillis() * 1_000_000L;
            while (!urgent && !closing && tasks.isEmpty() && nanos > 0) {
                nanos = signal.awaitNanos(nanos);
            }
            urgent = false;
            return closing;
        } finally {
            lock.unlock();
        }
    }
}
