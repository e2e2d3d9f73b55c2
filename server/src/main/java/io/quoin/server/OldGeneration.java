package io.quoin.server;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Optional;
import javax.management.NotificationEmitter;

/**
 * Has the serial collector clean the old generation before much garbage is in it. Left alone it waits until the heap is
 * full, which may be half of the machine's memory, and then stops the process for about a third of a second a gigabyte:
 * longer than others wait for a leader. Other collectors clean beside the work and are left alone.
 *
 * <p>Threads: the JVM's own, which tells of a pool that has grown; nothing runs between two such moments.
 */
final class OldGeneration {
    /** Cleaned in about 0.7 s, and rare: more than two million puts of small values leave it. */
    static final long GARBAGE_BYTES = 2L << 30;

    private static final String SERIAL_POOL = "Tenured Gen";

    private final MemoryPoolMXBean pool;
    private final long garbageBytes;

    private OldGeneration(MemoryPoolMXBean pool, long garbageBytes) {
        this.pool = pool;
        this.garbageBytes = garbageBytes;
    }

    /**
     * Begins to watch.
     *
     * @param garbageBytes how far it may grow beyond what lives in it; at least by as much as lives in it
     * @return whether there is something to watch
     */
    static boolean watch(long garbageBytes) {
        Optional<MemoryPoolMXBean> pool = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(candidate -> candidate.getType() == MemoryType.HEAP)
                .filter(candidate -> candidate.getName().equals(SERIAL_POOL) && candidate.isUsageThresholdSupported())
                .findAny();
        pool.ifPresent(found -> new OldGeneration(found, garbageBytes).begin());
        return pool.isPresent();
    }

    private void begin() {
        NotificationEmitter emitter = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
        emitter.addNotificationListener(
                (notification, handback) -> collect(),
                notification -> notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED),
                null);
        setThreshold(pool.getUsage());
    }

    private void collect() {
        System.gc();
        setThreshold(pool.getUsage());
    }

    /** Beyond what the pool can hold there is nothing to watch: the JVM collects it then. */
    private void setThreshold(MemoryUsage now) {
        long threshold = now.getUsed() + Math.max(garbageBytes, now.getUsed());
        pool.setUsageThreshold(now.getMax() > 0 && threshold > now.getMax() ? 0 : threshold);
    }
}
