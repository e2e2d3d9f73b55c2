package io.quoin.storage;

import java.io.IOException;

/**
 * A durable home for records and small tables. The contract, which the conformance kit checks point by point:
 *
 * <ol>
 *   <li><b>Prefix consistency.</b> After open the contents are those right after the commit of {@link #recovered()}, a
 *       commit not before the last {@link #durable()}. Nothing of a later batch is there, neither records nor entries.
 *   <li><b>Replay is idempotent.</b> Applying again what came after that commit gives the same contents: a record may
 *       be put again with equal bytes, a missing one deleted.
 *   <li><b>Schedule before delete.</b> Only records at or below the compacted revision of {@link #durable()} are
 *       deleted (as etcd's scheduledCompactRev), so after a crash such a record may be there or not, and nobody
 *       depends on it.
 *   <li><b>Views lose nothing.</b> See {@link View}.
 *   <li><b>Order.</b> Scans ascend; neither get nor scan returns a record whose batch was not committed.
 *   <li><b>Honest figures.</b> In use is at most allocated; after everything was deleted, and {@link #maintain} or
 *       {@link #defragment} ran, in use is about nothing.
 *   <li><b>Threads.</b> {@code begin}, the batch, {@code sync}, {@code maintain}, {@code defragment} and {@code close}
 *       belong to one writer, a platform thread: calls from other platform threads must be ordered with it by the
 *       caller. Everything else may be called by any number of threads, virtual ones included.
 *   <li><b>Reading at rest.</b> A closed engine is read by {@link StorageEngineProvider#read} without a change, also
 *       after a crash, and shows what open would find.
 * </ol>
 *
 * <p>Records are opaque. A bit flipped on disk inside a record is returned as it is: checksums live above.
 *
 * <p>After {@link EngineIoException} every method but {@link #close} throws it again. After close every method throws
 * {@link IllegalStateException}.
 */
public interface StorageEngine extends AutoCloseable {
    /** What open found; {@link Checkpoint#NONE} when fresh. It is durable. Never changes afterwards. Any thread. */
    Checkpoint recovered();

    /**
     * Begins a batch; one may be open at a time. Writer thread.
     *
     * @throws IllegalStateException when one is open, or on a virtual thread
     */
    Batch begin();

    /**
     * Makes everything committed so far durable. Writer thread, no batch open.
     *
     * @throws EngineFullException when space is needed for it and there is none; durability is then as before
     * @throws EngineIoException nothing is known about commits after the last {@link #durable()}
     */
    void sync();

    /**
     * A commit that no crash can take back, with all before it; never falls. It may lag behind the last commit for ever
     * unless {@link #sync()} is called. Any thread.
     */
    Checkpoint durable();

    /**
     * Opens a view. Cheap enough for every read. Any thread; never waits.
     *
     * @throws EngineBusyException when {@link EngineOptions#viewsMax()} are open
     */
    View view();

    /** Figures. Any thread. */
    EngineStats stats();

    /**
     * Writes the contents of one commit, not older than the last before the call, as an engine-neutral stream that any
     * engine restores. Holds a view meanwhile. Any thread, beside reads and writes.
     *
     * @throws IOException what the sink threw; the engine is unharmed
     */
    void backup(BackupSink sink) throws IOException;

    /**
     * Does engine-specific housekeeping for about the given time; may do nothing. Writer thread, no batch open.
     *
     * @throws EngineFullException when it needs space and there is none; nothing is lost
     */
    void maintain(long budgetNanos);

    /**
     * Rewrites the contents so that they take as little space as they can. Readers go on; a crash at any moment
     * leaves the contents as they were. Writer thread, no batch open; takes time in proportion to the contents.
     *
     * @throws EngineFullException when there is no space for the second copy; nothing is lost
     */
    void defragment();

    /**
     * Makes everything committed durable and closes. Waits up to {@link EngineOptions#closeWaitMillis()} for open
     * views. Closing again does nothing. Writer thread.
     *
     * @throws IllegalStateException when a batch or, after the wait, a view is still open: a leak. The engine stays
     *     open
     * @throws EngineIoException when the last sync failed; the engine is closed
     */
    @Override
    void close();
}
