package io.quoin.consensus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A caller that remembers every outcome it is told, though there must be one. */
final class OneOutcome implements Waiter {
    private static final long PATIENCE_SECONDS = 30;

    private final String name;
    private final EventLog events;
    private final List<String> outcomes = new ArrayList<>();
    private final CountDownLatch told = new CountDownLatch(1);

    OneOutcome(String name, EventLog events) {
        this.name = name;
        this.events = events;
    }

    /** A proposal of a command with that name, whose caller this is. */
    Proposal proposal() {
        return new Proposal(FakeMachine.command(name), this);
    }

    @Override
    public void applied(Object result) {
        told(String.valueOf(result));
    }

    @Override
    public void refused(ProposalRefusal reason) {
        told("refused " + reason);
    }

    @Override
    public void unknown(UnknownOutcome reason) {
        told("unknown " + reason);
    }

    private synchronized void told(String outcome) {
        outcomes.add(outcome);
        events.add("answer " + outcome);
        told.countDown();
    }

    synchronized boolean isOpen() {
        return outcomes.isEmpty();
    }

    /** Waits for the outcome; there must be exactly one. */
    String await() throws InterruptedException {
        assertTrue(told.await(PATIENCE_SECONDS, TimeUnit.SECONDS), name + " hears nothing");
        return get();
    }

    /** The outcome, which is there. */
    synchronized String get() {
        assertEquals(1, outcomes.size(), name + ": " + outcomes);
        return outcomes.getFirst();
    }
}
