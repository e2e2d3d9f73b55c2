package io.quoin.storage;

/**
 * Bounds of an engine.
 *
 * @param capacityBytes the most that the engine may allocate, 64 KiB or more; beyond it {@link EngineFullException}.
 *     It is address space, not disk space: nothing is allocated ahead
 * @param viewsMax the most views open at once, 1 to 100,000; beyond it {@link StorageEngine#view()} throws
 *     {@link EngineBusyException}
 * @param closeWaitMillis how long {@link StorageEngine#close()} waits for open views, 0 or more
 * @param readAhead whether the kernel may read ahead; false where the data outgrow memory
 */
public record EngineOptions(long capacityBytes, int viewsMax, long closeWaitMillis, boolean readAhead) {
    /** 1 TiB, 256 views, 10 seconds, no read-ahead. */
    public static final EngineOptions DEFAULT = new EngineOptions(1L << 40, 256, 10_000, false);

    /** Checks the ranges. */
    public EngineOptions {
        if (capacityBytes < 1 << 16 || viewsMax < 1 || viewsMax > 100_000 || closeWaitMillis < 0) {
            throw new IllegalArgumentException(
                    "capacity " + capacityBytes + " bytes, " + viewsMax + " views, wait " + closeWaitMillis + " ms");
        }
    }

    /** The same with another capacity. */
    public EngineOptions withCapacityBytes(long bytes) {
        return new EngineOptions(bytes, viewsMax, closeWaitMillis, readAhead);
    }

    /** The same with another bound on open views. */
    public EngineOptions withViewsMax(int views) {
        return new EngineOptions(capacityBytes, views, closeWaitMillis, readAhead);
    }

    /** The same with another wait for open views at close. */
    public EngineOptions withCloseWaitMillis(long millis) {
        return new EngineOptions(capacityBytes, viewsMax, millis, readAhead);
    }
}
