package io.quoin.storage;

import java.lang.foreign.MemorySegment;

/**
 * A set of changes that becomes visible, and survives, as a whole or not at all. Used only by the thread that began it.
 *
 * <p>When a method throws {@link EngineFullException} or {@link EngineIoException} the batch is aborted and everything
 * but {@link #close} throws {@link IllegalStateException}, as it does after {@link #commit} and {@link #close}.
 */
public interface Batch extends AutoCloseable {
    /** The longest record, in bytes. */
    int RECORD_BYTES_MAX = 1 << 28;

    /**
     * Adds a record. Within a batch puts ascend strictly by (main, sub); over batches too, except at replay, where a
     * revision may be put again <em>with equal bytes</em>.
     *
     * @param main the revision, at least 1
     * @param sub position within the revision, at least 0
     * @param record 0 to {@link #RECORD_BYTES_MAX} bytes, heap or native; copied before the call returns
     * @throws IllegalArgumentException when out of range or not ascending within the batch; the batch is unchanged
     */
    void putRecord(long main, int sub, MemorySegment record);

    /**
     * Deletes a record; a missing one is left missing.
     *
     * @param main at most the compacted revision of {@link StorageEngine#durable()}
     * @throws IllegalArgumentException when above it; the batch is unchanged
     */
    void deleteRecord(long main, int sub);

    /** Sets a table entry; the arrays are copied. Later changes of the same key win. */
    void putEntry(Table table, byte[] key, byte[] value);

    /** Deletes a table entry; a missing one is left missing. */
    void deleteEntry(Table table, byte[] key);

    /**
     * Commits all changes together with the checkpoint, visible to every view opened afterwards. Durable when
     * {@link StorageEngine#durable()} says so.
     *
     * @param checkpoint its applied index, revision and compacted revision are not below those of the last commit,
     *     and no put of this batch lies above its revision
     * @throws IllegalArgumentException when that does not hold; the batch stays open
     * @throws EngineFullException no effect; the same batch may be tried again later
     * @throws EngineIoException unknown whether it will be found after reopening
     */
    void commit(Checkpoint checkpoint);

    /** Aborts unless committed; leaves no trace. Closing again does nothing. */
    @Override
    void close();
}
