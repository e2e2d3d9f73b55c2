package io.quoin.consensus;

/**
 * Checks that are always on. A broken invariant means that state can no longer be trusted: the process halts with one
 * clear line, it never goes on (etcd panics at the same places).
 */
public final class Invariant {
    private Invariant() {}

    /** Throws {@link InvariantViolation} when the condition does not hold. */
    public static void check(boolean condition, String message) {
        if (!condition) {
            throw new InvariantViolation(message);
        }
    }

    /** As {@link #check(boolean, String)}, formatting the message only when it is needed. */
    public static void check(boolean condition, String format, long first) {
        if (!condition) {
            throw new InvariantViolation(String.format(format, first));
        }
    }

    /** As {@link #check(boolean, String)}; two numbers without boxing on the way that holds. */
    public static void check(boolean condition, String format, long first, long second) {
        if (!condition) {
            throw new InvariantViolation(String.format(format, first, second));
        }
    }

    /** As {@link #check(boolean, String)}, for any arguments. */
    public static void check(boolean condition, String format, Object... arguments) {
        if (!condition) {
            throw new InvariantViolation(String.format(format, arguments));
        }
    }
}
