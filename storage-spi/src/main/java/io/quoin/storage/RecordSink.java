package io.quoin.storage;

import java.lang.foreign.MemorySegment;

/** Receives records. It must not block, must not keep the segment, and must not use the view or engine it came from. */
@FunctionalInterface
public interface RecordSink {
    /**
     * Takes one record.
     *
     * @param main the revision, at least 1
     * @param sub position within the revision, at least 0
     * @param record read-only, valid during the call only: it may point into a mapped file. Its alignment is
     *     unspecified
     * @return true to go on with a scan, false to stop it; ignored by {@link View#get}
     */
    boolean record(long main, int sub, MemorySegment record);
}
