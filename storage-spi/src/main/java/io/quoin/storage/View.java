package io.quoin.storage;

/**
 * A <em>no-loss view</em>: every record committed when the view was opened stays readable, with the same bytes, until
 * the view is closed, whatever is deleted, maintained or defragmented meanwhile. Records committed later may or may
 * not be seen, so the caller filters by revision; a record of a batch that was not committed is never seen.
 *
 * <p>Views are short-lived: a view held for long keeps the engine from reusing space. A view may move between threads,
 * virtual ones included, but is used by one at a time. It must be closed.
 *
 * <p>Every method throws {@link EngineIoException} when the engine cannot be read, and {@link IllegalStateException}
 * after close.
 */
public interface View extends AutoCloseable {
    /**
     * Reads one record.
     *
     * @return whether it exists; the sink was called exactly then
     */
    boolean get(long main, int sub, RecordSink sink);

    /**
     * Reads records in ascending order of (main, sub), from (fromMain, fromSub) inclusive to (toMain, 0) exclusive,
     * until the sink returns false.
     */
    void scan(long fromMain, int fromSub, long toMain, RecordSink sink);

    /**
     * Reads the entries of a table in no promised order, until the sink returns false. They are the table as one
     * committed batch left it: the newest when the view was opened, or a later one.
     */
    void entries(Table table, EntrySink sink);

    /** Gives the view back. Closing again does nothing. */
    @Override
    void close();
}
