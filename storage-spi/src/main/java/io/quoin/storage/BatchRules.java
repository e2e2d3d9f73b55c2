package io.quoin.storage;

import java.lang.foreign.MemorySegment;

/**
 * Enforces the rules of {@link Batch} alike in every engine: one thread, ascending puts, deletes only below what is
 * durably compacted, a checkpoint that never goes back. For engines; one object per batch, used by its thread.
 *
 * <p>A method that throws leaves the batch as it was: engines call it before they change anything.
 */
public final class BatchRules {
    private final Checkpoint lastCommitted;
    private final long compactedRevision;
    private final Thread owner = Thread.currentThread();

    private long lastMain;
    private int lastSub = -1;
    private boolean ended;

    /**
     * Begins a batch.
     *
     * @param lastCommitted the checkpoint of the last commit
     * @param durable the checkpoint that is durable
     * @throws IllegalStateException on a virtual thread: engines bind a write transaction to a thread of the system
     */
    public BatchRules(Checkpoint lastCommitted, Checkpoint durable) {
        if (owner.isVirtual()) {
            throw new IllegalStateException("a batch needs a platform thread");
        }
        this.lastCommitted = lastCommitted;
        this.compactedRevision = durable.compactedRevision();
    }

    /** Checks a put and remembers it as the last one. */
    public void put(long main, int sub, MemorySegment record) {
        checkOpen();
        checkPosition(main, sub);
        if (record.byteSize() > Batch.RECORD_BYTES_MAX) {
            throw new IllegalArgumentException("a record of " + record.byteSize() + " bytes");
        }
        if (main < lastMain || (main == lastMain && sub <= lastSub)) {
            throw new IllegalArgumentException("put " + main + "/" + sub + " after " + lastMain + "/" + lastSub);
        }
        lastMain = main;
        lastSub = sub;
    }

    /** Checks a delete. */
    public void delete(long main, int sub) {
        checkOpen();
        checkPosition(main, sub);
        if (main > compactedRevision) {
            throw new IllegalArgumentException(
                    "delete " + main + "/" + sub + " above the durable compacted revision " + compactedRevision);
        }
    }

    /** Checks a change of a table entry. */
    public void entry(byte[] key) {
        checkOpen();
        Table.checkKey(key);
    }

    /** Checks the checkpoint of a commit. */
    public void commit(Checkpoint checkpoint) {
        checkOpen();
        if (checkpoint.appliedIndex() < lastCommitted.appliedIndex()
                || checkpoint.revision() < lastCommitted.revision()
                || checkpoint.compactedRevision() < lastCommitted.compactedRevision()) {
            throw new IllegalArgumentException(checkpoint + " goes back behind " + lastCommitted);
        }
        if (lastMain > checkpoint.revision()) {
            throw new IllegalArgumentException("record " + lastMain + "/" + lastSub + " above " + checkpoint);
        }
    }

    /** Ends the batch: committed, aborted or closed. From then on every check throws. */
    public void end() {
        ended = true;
    }

    /** Whether {@link #end} was called. */
    public boolean ended() {
        return ended;
    }

    /** Checks that the caller may use the batch at all. */
    public void checkOpen() {
        if (ended) {
            throw new IllegalStateException("the batch has ended");
        }
        checkOwner();
    }

    /** Checks that the caller is the thread that began the batch. */
    public void checkOwner() {
        if (!Thread.currentThread().equals(owner)) {
            throw new IllegalStateException("the batch belongs to the thread " + owner.getName());
        }
    }

    private static void checkPosition(long main, int sub) {
        if (main < 1 || sub < 0) {
            throw new IllegalArgumentException("no such revision: " + main + "/" + sub);
        }
    }
}
