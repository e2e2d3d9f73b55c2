package io.quoin.server.grpc;

import io.quoin.server.rpc.Loop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An event loop that turns when a test says so. Tasks may come from any thread. */
final class TestLoop implements Loop {
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();
    private final Set<Runnable> atEnd = new LinkedHashSet<>();

    @Override
    public synchronized void execute(Runnable task) {
        tasks.add(task);
        notifyAll();
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        atEnd.add(task);
    }

    @Override
    public void schedule(Runnable task, long nanos) {
        timers.add(task);
    }

    /** How many tasks are scheduled. */
    int timers() {
        return timers.size();
    }

    /** Runs what was scheduled, whenever it was due. */
    void runTimers() {
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
    }

    /** Runs what was handed over, then the end of the turn. */
    void turn() {
        take().forEach(Runnable::run);
        List<Runnable> last = List.copyOf(atEnd);
        atEnd.clear();
        last.forEach(Runnable::run);
    }

    /** Waits for a task of another thread, ten seconds at most. */
    void awaitTask() throws InterruptedException {
        awaitTask(10_000);
    }

    /** Waits for a task of another thread, so many milliseconds at most. */
    synchronized void awaitTask(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000L;
        while (tasks.isEmpty() && System.nanoTime() < deadline) {
            wait(Math.min(millis, 100));
        }
    }

    private synchronized List<Runnable> take() {
        List<Runnable> taken = List.copyOf(tasks);
        tasks.clear();
        return taken;
    }
}
