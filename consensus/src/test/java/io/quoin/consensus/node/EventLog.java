package io.quoin.consensus.node;

import java.util.ArrayList;
import java.util.List;

/** What happened, in order, told by any thread. */
final class EventLog {
    private final List<String> events = new ArrayList<>();

    synchronized void add(String event) {
        events.add(event);
    }

    synchronized List<String> all() {
        return List.copyOf(events);
    }

    /** What happened since the last call. */
    synchronized List<String> take() {
        List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }
}
