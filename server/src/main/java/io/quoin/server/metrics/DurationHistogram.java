package io.quoin.server.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/** Durations in buckets whose bounds double. One thread records, without lock or allocation; any thread reads. */
final class DurationHistogram {
    private final double[] boundsSeconds;
    private final long firstBoundNanos;
    private final AtomicLongArray counts;
    private final int sumSlot;

    /**
     * A histogram.
     *
     * @param firstBoundSeconds upper bound of the first bucket, at least a nanosecond
     * @param buckets how many bounds; one more bucket takes what is above the last
     */
    DurationHistogram(double firstBoundSeconds, int buckets) {
        boundsSeconds = new double[buckets];
        double bound = firstBoundSeconds;
        for (int i = 0; i < buckets; i++) {
            boundsSeconds[i] = bound;
            bound *= 2;
        }
        firstBoundNanos = Math.round(firstBoundSeconds * 1e9);
        sumSlot = buckets + 1;
        counts = new AtomicLongArray(buckets + 2);
    }

    /** Records a duration. The recording thread. */
    void record(long nanos) {
        add(bucket(nanos), 1);
        add(sumSlot, nanos);
    }

    private void add(int slot, long more) {
        counts.setOpaque(slot, counts.getPlain(slot) + more);
    }

    private int bucket(long nanos) {
        if (nanos <= firstBoundNanos) {
            return 0;
        }
        long multiples = (nanos - 1) / firstBoundNanos; // of the first bound, those that lie below
        return Math.min(boundsSeconds.length, Long.SIZE - Long.numberOfLeadingZeros(multiples));
    }

    int buckets() {
        return boundsSeconds.length;
    }

    /** Upper bound of a bucket. */
    double boundSeconds(int bucket) {
        return boundsSeconds[bucket];
    }

    /** Durations in that bucket alone; {@link #buckets()} is the one above the last bound. */
    long count(int bucket) {
        return counts.getOpaque(bucket);
    }

    double sumSeconds() {
        return counts.getOpaque(sumSlot) / 1e9;
    }
}
