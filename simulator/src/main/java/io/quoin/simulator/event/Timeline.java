package io.quoin.simulator.event;

import io.quoin.consensus.Invariant;
import java.util.PriorityQueue;

/** The clock and the agenda of a simulation. Time only moves when the next event is taken. */
public final class Timeline {
    private record Event(long atNanos, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowNanos;
    private long planned;
    private long taken;

    public long nowNanos() {
        return nowNanos;
    }

    /** How many events have been taken. */
    public long taken() {
        return taken;
    }

    /** Plans an action for later; with a delay of 0 it comes after all that is planned for now. */
    public void after(long delayNanos, Runnable action) {
        Invariant.check(delayNanos >= 0, "an event %d ns ago", delayNanos);
        events.add(new Event(nowNanos + delayNanos, planned++, action));
    }

    /** Moves time to the next event and runs it; false when nothing is planned. */
    public boolean runNext() {
        Event event = events.poll();
        if (event == null) {
            return false;
        }
        nowNanos = event.atNanos();
        taken++;
        event.action().run();
        return true;
    }
}
