package io.quoin.consensus;

/**
 * Thrown by {@link StateMachine#apply} when a record that the command needs is damaged. Nothing has changed: this
 * member stays at the entry before, applies nothing more, and goes on serving reads of what is undamaged. It never
 * guesses, because members that guess differ (etcd takes a read error in a comparison for false).
 */
public class ApplyStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ApplyStoppedException(String message) {
        super(message);
    }
}
