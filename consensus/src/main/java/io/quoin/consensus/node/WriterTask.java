package io.quoin.consensus.node;

/**
 * Work on the storage engine that only its one writer may do, such as rewriting it. Exactly one of the methods is
 * called, once. While it runs nothing is flushed; what it throws halts the process like a failed flush.
 */
public interface WriterTask {
    /** Does the work. Flush thread; may take long. */
    void run();

    /** The node closed before the work began. */
    void abandoned();
}
