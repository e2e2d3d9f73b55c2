package io.quoin.storage;

import java.lang.foreign.MemorySegment;

/**
 * Receives the contents of a backup stream: {@code begin} once, then entries, then records ascending. What it received
 * counts only when {@link BackupReader#read} has returned, because only then the stream has proved to be whole.
 */
public interface BackupReceiver {
    /** The checkpoint that the contents belong to. */
    void begin(Checkpoint checkpoint);

    /** One table entry; the arrays belong to the receiver. */
    void entry(Table table, byte[] key, byte[] value);

    /** One record; the segment is read-only and valid during the call only. */
    void record(long main, int sub, MemorySegment record);
}
