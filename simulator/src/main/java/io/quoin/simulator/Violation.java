package io.quoin.simulator;

/** An invariant does not hold: the run has found a bug, or a mutant. */
public final class Violation extends Error {
    private static final long serialVersionUID = 1L;

    Violation(String format, Object... arguments) {
        super(String.format(format, arguments));
    }

    /** Throws unless the condition holds. */
    static void unless(boolean condition, String format, Object... arguments) {
        if (!condition) {
            throw new Violation(format, arguments);
        }
    }
}
