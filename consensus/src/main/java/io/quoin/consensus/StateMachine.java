package io.quoin.consensus;

/**
 * What consensus replicates. The same entries in the same order give the same state on every member: {@link #apply}
 * is a pure function of (state, entry), with no clock, no randomness, no I/O that changes anything, and no failure
 * half-way.
 *
 * <p>Order of calls within one batch, all on the node thread: {@code apply} for each entry, {@code publish} once,
 * then the waiting callers get their results. {@code flush} runs beside them on a thread of its own.
 */
public interface StateMachine {
    /** The last entry applied; after opening, the one that the storage engine recovered to. Node thread. */
    EntryId applied();

    /**
     * Applies a committed entry whose index is one above {@link #applied()}. {@link EntryType#NO_OP} and
     * {@link EntryType#CONFIGURATION} only move the applied position.
     *
     * @param resultWanted whether a caller waits for the result on this member
     * @return the result, or null when nobody wants it; a refusal is a result too
     * @throws ApplyStoppedException a record that the command needs is damaged; nothing has changed
     */
    Object apply(Entry entry, boolean resultWanted);

    /** Makes all that was applied visible to readers, before any answer of the batch leaves. Node thread. */
    void publish();

    /**
     * Does at most about one millisecond of background work, such as compaction. Node thread; {@link #publish}
     * follows when something was done.
     *
     * @return whether it did anything; if so, more may wait
     */
    boolean runSlice();

    /** Bytes that are applied but not yet in the engine; above a bound the node refuses proposals. Any thread. */
    long pendingBytes();

    /** Whether something waits for a flush, which should then come at once instead of at its interval. Node thread. */
    default boolean flushWanted() {
        return false;
    }

    /** Moves what was published into the engine, atomically with its checkpoint. Flush thread, never twice at once. */
    void flush();

    /** Whether the last flush left all as it was because the engine has no space. Any thread. */
    default boolean isFull() {
        return false;
    }

    /** The entry up to which the engine holds everything durably: the log may be cut up to it. Any thread. */
    EntryId durable();
}
