package io.quoin.consensus.node;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * One thread for file work that nobody waits for, such as writing the zeros of the next log segment. Its queue holds
 * a few tasks; a task that finds it full is dropped, because whoever wanted it asks again.
 */
final class Background {
    private static final int TASKS_MAX = 16;
    private static final Task STOP = new Task("stop", () -> {});

    /** Work that may fail on the disk. */
    @FunctionalInterface
    interface DiskWork {
        void run() throws IOException;
    }

    private record Task(String what, DiskWork work) {}

    private final BlockingQueue<Task> tasks = new ArrayBlockingQueue<>(TASKS_MAX);
    private final FaultHandler faults;
    private final Thread thread;

    Background(FaultHandler faults) {
        this.faults = faults;
        this.thread = Thread.ofPlatform().name("quoin-background").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Returns false when the queue is full and the task was dropped. */
    boolean submit(String what, DiskWork work) {
        return tasks.offer(new Task(what, work));
    }

    /** Finishes what is queued and ends. */
    void close() throws InterruptedException {
        tasks.put(STOP);
        thread.join();
    }

    private void run() {
        Task task = null;
        try {
            for (task = tasks.take(); task != STOP; task = tasks.take()) {
                task.work().run();
            }
        } catch (Throwable t) {
            faults.fatal((task == null ? "the background thread" : task.what()) + " failed", t);
        }
    }
}
