package io.quoin.server.frontdoor;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.quoin.server.rpc.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A Netty event loop whose turns have an end: there, first the tasks asked for run, then every connection that was
 * written to is flushed, once each. A turn is one iteration of the loop: everything the sockets had, then the queued
 * tasks.
 */
final class TurnLoop implements Loop, Runnable {
    private static final Logger LOG = Logger.getLogger(TurnLoop.class);

    private final EventLoop eventLoop;
    private final LoopCounts counts;
    private List<Runnable> tasks = new ArrayList<>();
    private List<Runnable> spareTasks = new ArrayList<>();
    private List<FrameBuffer> written = new ArrayList<>();
    private List<FrameBuffer> spareWritten = new ArrayList<>();
    private boolean endAwaited;

    TurnLoop(EventLoop eventLoop, LoopCounts counts) {
        this.eventLoop = eventLoop;
        this.counts = counts;
    }

    /** What is counted on this loop. */
    LoopCounts counts() {
        return counts;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        for (int i = 0; i < tasks.size(); i++) { // a handful at most: the hand-over of proposals and the like
            if (tasks.get(i) == task) {
                return;
            }
        }
        tasks.add(task);
        awaitEnd();
    }

    @Override
    public void schedule(Runnable task, long nanos) {
        eventLoop.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** The buffer, which asks once a turn, is flushed at the end of it. */
    void flushAtEndOfTurn(FrameBuffer buffer) {
        written.add(buffer);
        awaitEnd();
    }

    private void awaitEnd() {
        if (endAwaited) {
            return;
        }
        endAwaited = true;
        if (eventLoop instanceof SingleThreadEventLoop loop) {
            loop.executeAfterEventLoopIteration(this);
        } else {
            eventLoop.execute(this);
        }
    }

    /** The end of a turn. What is asked for while it runs belongs to the next one. */
    @Override
    public void run() {
        endAwaited = false;
        runTasks();
        flushWritten();
    }

    private void runTasks() {
        List<Runnable> due = tasks;
        tasks = spareTasks;
        for (int i = 0; i < due.size(); i++) {
            try {
                due.get(i).run();
            } catch (RuntimeException e) {
                LOG.error("a task at the end of a turn failed", e);
            } catch (Error e) {
                HandlerFailure.fatal(e);
            }
        }
        due.clear();
        spareTasks = due;
    }

    private void flushWritten() {
        List<FrameBuffer> due = written;
        written = spareWritten;
        for (int i = 0; i < due.size(); i++) {
            due.get(i).flushNow();
        }
        due.clear();
        spareWritten = due;
    }
}
