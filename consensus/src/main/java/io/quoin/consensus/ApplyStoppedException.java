package io.quoin.consensus;

/**
 * The state machine cannot apply the next entry on this member, because something stored that the change depends on is
 * damaged. Nothing was changed: the applied position and the state are those before the entry. Trying again does not
 * help, guessing would make members differ: the member stops applying, says so (alarm CORRUPT) and goes on serving what
 * is whole.
 */
public class ApplyStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ApplyStoppedException(String message) {
        super(message);
    }
}
