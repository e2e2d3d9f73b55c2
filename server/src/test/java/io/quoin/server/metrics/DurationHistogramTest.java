package io.quoin.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DurationHistogramTest {
    private static final int BUCKETS = 14;

    /** The bucket by definition: the first whose bound is not below. */
    private static int bucketOf(long nanos) {
        int bucket = 0;
        for (long bound = 1_000_000; bucket < BUCKETS && nanos > bound; bound *= 2) {
            bucket++;
        }
        return bucket;
    }

    private static void assertFallsInto(int bucket, long nanos) {
        DurationHistogram histogram = new DurationHistogram(0.001, BUCKETS);
        histogram.record(nanos);
        assertEquals(1, histogram.count(bucket), nanos + " ns into bucket " + bucket);
    }

    @Test
    void aBoundBelongsToItsBucket() {
        long bound = 1_000_000;
        for (int bucket = 0; bucket < BUCKETS; bucket++, bound *= 2) {
            assertFallsInto(bucket, bound);
            assertFallsInto(bucket + 1, bound + 1);
        }
        assertFallsInto(0, 0);
        assertFallsInto(BUCKETS, Long.MAX_VALUE);
    }

    @Test
    void anyDurationFallsWhereTheDefinitionSays() {
        RandomGenerator random = new SplittableRandom();
        for (int i = 0; i < 10_000; i++) {
            long nanos = random.nextLong(1L << random.nextInt(1, 40));
            assertFallsInto(bucketOf(nanos), nanos); // the failure names the duration
        }
    }

    @Test
    void sumIsInSeconds() {
        DurationHistogram histogram = new DurationHistogram(0.001, BUCKETS);
        histogram.record(1_500_000_000);
        histogram.record(500_000_000);
        assertEquals(2.0, histogram.sumSeconds());
    }
}
