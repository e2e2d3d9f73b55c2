package io.quoin.storage;

/**
 * What an engine holds, at a moment close to the call.
 *
 * @param allocatedBytes what the engine occupies on disk for its data, free pages included but nothing allocated ahead
 * @param inUseBytes the part of it that live data need, in whole pages; never above allocatedBytes
 * @param records number of records
 * @param openViews number of open views
 * @param oldestViewAgeNanos age of the oldest open view; 0 when none is open
 */
public record EngineStats(long allocatedBytes, long inUseBytes, long records, int openViews, long oldestViewAgeNanos) {}
