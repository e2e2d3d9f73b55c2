package io.quoin.server.frontdoor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.quoin.server.fuzz.FuzzRun;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Watches every test class of this module, and fails one that leaks a pooled buffer: every buffer is tracked, a lost
 * one is reported when it was collected.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    static {
        // Where a buffer came from and went to is enough; a trace of each access makes these tests ten times slower.
        System.setProperty("io.netty.leakDetection.acquireAndReleaseOnly", "true");
        System.setProperty("io.netty.leakDetection.samplingInterval", "1"); // every buffer at every level
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ResourceLeakDetector.setLevel(FuzzRun.isLong() ? Level.SIMPLE : Level.PARANOID);
        ByteBufUtil.setLeakListener((resource, records) -> LEAKS.add(resource + "\n" + records));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        for (int i = 0; i < 3; i++) {
            System.gc();
            System.runFinalization();
            PooledByteBufAllocator.DEFAULT.buffer(16).release(); // an allocation is what reports earlier leaks
        }
        assertTrue(LEAKS.isEmpty(), () -> "leaked buffers: " + LEAKS);
    }
}
