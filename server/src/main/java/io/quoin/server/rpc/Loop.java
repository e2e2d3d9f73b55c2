package io.quoin.server.rpc;

/** The event loop a call lives on: one thread that works in turns (what arrived, then what was handed to it). */
public interface Loop {
    /** Runs the task on the loop, soon. Any thread; wakes the loop if need be. A task that throws harms nobody. */
    void execute(Runnable task);

    /**
     * Runs the task at the end of the loop's present turn, when everything that had arrived has been looked at; the
     * same task object once a turn, however often it was asked for. On the loop only. So are proposals handed over:
     * the first call of a turn asks for the hand-over, and all of the turn's proposals share it.
     */
    void atEndOfTurn(Runnable task);

    /** Runs the task on the loop after that time. Any thread; the task is lost when the loop stops before. */
    void schedule(Runnable task, long nanos);
}
