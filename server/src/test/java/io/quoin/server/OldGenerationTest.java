package io.quoin.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** In JVMs of their own, since the collector is chosen when one starts. */
final class OldGenerationTest {
    private static final long GARBAGE_BYTES = 16L << 20;

    @Test
    void theSerialCollectorIsMadeToCleanBeforeTheHeapIsFull() throws Exception {
        assertTrue(fullCollectionsWith("-XX:+UseSerialGC") >= 2);
    }

    @Test
    void anotherCollectorIsLeftAlone() throws Exception {
        assertEquals(Probe.NOT_WATCHED, fullCollectionsWith("-XX:+UseG1GC"));
    }

    private static int fullCollectionsWith(String collector) throws Exception {
        Process probe = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        collector,
                        "-Xmx1g",
                        "-Xmn4m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Probe.class.getName())
                .inheritIO()
                .start();
        try {
            assertTrue(probe.waitFor(60, TimeUnit.SECONDS), "the probe ends");
            return probe.exitValue();
        } finally {
            probe.destroyForcibly();
        }
    }

    /** Leaves garbage in the old generation, far less than the heap holds; its status is how often it was cleaned. */
    static final class Probe {
        static final int NOT_WATCHED = 99;

        private static final int WANTED = 2;
        private static final int CHUNK_BYTES = 8 << 20; // larger than the young generation
        private static final int CHUNKS_MAX = 40;

        private Probe() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.exit(OldGeneration.watch(GARBAGE_BYTES) ? collections() : NOT_WATCHED);
        }

        private static int collections() throws InterruptedException {
            GarbageCollectorMXBean old = ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .filter(collector -> collector.getName().equals("MarkSweepCompact"))
                    .findAny()
                    .orElseThrow();
            var newest = new AtomicReference<byte[]>();
            for (int i = 0; i < CHUNKS_MAX && old.getCollectionCount() < WANTED; i++) {
                newest.set(new byte[CHUNK_BYTES]);
                TimeUnit.MILLISECONDS.sleep(50); // the JVM tells of it on another thread
            }
            return (int) old.getCollectionCount();
        }
    }
}
