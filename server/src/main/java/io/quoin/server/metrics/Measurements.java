package io.quoin.server.metrics;

import io.quoin.consensus.wal.WalObserver;
import java.util.concurrent.atomic.AtomicLong;

/** What has to be noted when it happens, and by whom. Any thread reads. */
public final class Measurements {
    /** etcd's buckets for the disk: 1 ms to 8 s. */
    private static final double DISK_FIRST_BOUND_SECONDS = 0.001;

    private static final int DISK_BUCKETS = 14;

    private final DurationHistogram logWrites = new DurationHistogram(DISK_FIRST_BOUND_SECONDS, DISK_BUCKETS);
    private final DurationHistogram logForces = new DurationHistogram(DISK_FIRST_BOUND_SECONDS, DISK_BUCKETS);
    private final DurationHistogram flushes = new DurationHistogram(DISK_FIRST_BOUND_SECONDS, DISK_BUCKETS);
    private final AtomicLong logBytes = new AtomicLong();
    private final AtomicLong leaderChanges = new AtomicLong();
    private final HealthCounts health = new HealthCounts();

    /** Notes batches of the log, on the thread that appends. */
    public WalObserver log() {
        return (bytes, writeNanos, forceNanos) -> {
            logBytes.setOpaque(logBytes.getPlain() + bytes);
            logWrites.record(writeNanos);
            logForces.record(forceNanos);
        };
    }

    /** The store was flushed into the engine. Flush thread. */
    public void flushed(long nanos) {
        flushes.record(nanos);
    }

    /** This member has got to know another leader. Node thread. */
    public void leaderChanged() {
        leaderChanges.incrementAndGet();
    }

    /** Health checks. */
    public HealthCounts health() {
        return health;
    }

    DurationHistogram logWrites() {
        return logWrites;
    }

    DurationHistogram logForces() {
        return logForces;
    }

    DurationHistogram flushes() {
        return flushes;
    }

    long logBytes() {
        return logBytes.getOpaque();
    }

    long leaderChanges() {
        return leaderChanges.get();
    }
}
