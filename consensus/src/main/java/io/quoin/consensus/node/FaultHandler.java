package io.quoin.consensus.node;

/**
 * Told when this member can no longer be trusted: a failed force, a broken invariant, an exception that nobody
 * expected. In production it writes one clear line and halts the process; in tests it records. Any thread of the node
 * calls it.
 */
@FunctionalInterface
public interface FaultHandler {
    /** Never returns in production. */
    void fatal(String what, Throwable cause);
}
