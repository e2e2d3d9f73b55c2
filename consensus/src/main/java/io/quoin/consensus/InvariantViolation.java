package io.quoin.consensus;

/**
 * Something that can never be is: thrown by {@link Invariant}, caught only at the top frame of a thread, which halts.
 */
public final class InvariantViolation extends Error {
    private static final long serialVersionUID = 1L;

    public InvariantViolation(String message) {
        super(message);
    }
}
