package io.quoin.consensus.wal;

/** Told what each batch cost. On the thread that appends; may not block or throw. */
@FunctionalInterface
public interface WalObserver {
    /** Nobody watches. */
    WalObserver NONE = (bytes, writeNanos, forceNanos) -> {};

    /**
     * A batch is durable.
     *
     * @param bytes written, padding to whole blocks included
     * @param writeNanos time in the write
     * @param forceNanos time in the force
     */
    void batchWritten(int bytes, long writeNanos, long forceNanos);
}
