package io.quoin.statemachine;

import io.quoin.consensus.Invariant;

/**
 * Bounds of a store. They may differ between members and runs: none has an effect on the state.
 *
 * @param compactionVersionsPerSlice how many superseded versions one slice of compaction removes, 1 to 100,000; about
 *     2 us each
 * @param pendingRecordsPerChunk pending records are let go in chunks of this size after a flush, 1 to 100,000; the last
 *     chunk stays in memory
 */
public record StoreOptions(int compactionVersionsPerSlice, int pendingRecordsPerChunk) {
    /** 256 versions a slice: well below one millisecond. */
    public static final StoreOptions DEFAULT = new StoreOptions(256, 512);

    /** Checks the ranges. */
    public StoreOptions {
        Invariant.check(
                compactionVersionsPerSlice >= 1 && compactionVersionsPerSlice <= 100_000,
                "%d versions a slice",
                compactionVersionsPerSlice);
        Invariant.check(
                pendingRecordsPerChunk >= 1 && pendingRecordsPerChunk <= 100_000,
                "%d pending records a chunk",
                pendingRecordsPerChunk);
    }
}
