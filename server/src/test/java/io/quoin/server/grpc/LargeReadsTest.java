package io.quoin.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.server.grpc.LargeRead.Begin;
import io.quoin.server.grpc.LargeRead.Part;
import io.quoin.server.grpc.LargeRead.Step;
import io.quoin.server.rpc.RpcStatus;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LargeReadsTest {
    private static final long LONG = TimeUnit.MINUTES.toNanos(10);
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int PART_BYTES = 1_000;

    private final TestLoop loop = new TestLoop();
    private LargeReads reads = new LargeReads(bounds(LONG, LONG));

    private static LargeReads.Bounds bounds(long waitNanosMax, long stallNanosMax) {
        return new LargeReads.Bounds(2, 20, 3 * PART_BYTES, waitNanosMax, stallNanosMax, LONG);
    }

    private void boundedBy(LargeReads.Bounds bounds) {
        reads.close();
        reads = new LargeReads(bounds);
    }

    @AfterEach
    void close() {
        reads.close();
    }

    /** A message in ten parts. */
    private static final class TenParts implements LargeRead {
        private final ArrayDeque<Step> steps = new ArrayDeque<>();
        private volatile boolean closed;

        TenParts() {
            steps.add(new Begin(10 * PART_BYTES, 0, new Part(List.of(new byte[PART_BYTES]), false)));
            for (int i = 1; i < 10; i++) {
                steps.add(new Part(List.of(new byte[PART_BYTES]), i == 9));
            }
        }

        @Override
        public Step step() {
            assertTrue(!closed, "a step after the end");
            return steps.remove();
        }

        @Override
        public long heldBytes() {
            return 0;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private record Submitted(TestCall call, TenParts read) {}

    private Submitted submit(boolean clientReads) {
        Submitted submitted = new Submitted(new TestCall(loop), new TenParts());
        submitted.call.reads = clientReads;
        reads.submit(submitted.call, submitted.read);
        return submitted;
    }

    /** Turns the loop until that holds. */
    private void turnUntil(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "it does not come to that");
            loop.awaitTask(10);
            loop.turn();
        }
    }

    @Test
    void aReadIsSentInParts() throws InterruptedException {
        Submitted read = submit(true);
        turnUntil(() -> read.call.status != null);

        assertEquals(RpcStatus.OK, read.call.status);
        assertEquals(10 * PART_BYTES, read.call.messages.getFirst().length);
        turnUntil(() -> read.read.closed);
        assertEquals(0, reads.bytesInFlight());
        assertEquals(0, reads.openReads());
    }

    @Test
    void slowReadersTogetherHoldTheBudgetAndOneStepOfEachThreadAtMost() throws InterruptedException {
        boundedBy(bounds(SHORT, LONG));
        var slow = new ArrayDeque<Submitted>();
        for (int i = 0; i < 12; i++) {
            slow.add(submit(false));
        }
        // Those that found the budget used up waited for a while, and were refused then.
        turnUntil(() -> slow.stream().filter(each -> each.call.status != null).count() >= 7);

        assertTrue(reads.bytesInFlight() >= 3 * PART_BYTES, reads.bytesInFlight() + " bytes");
        assertTrue(reads.bytesInFlight() <= 5 * PART_BYTES, reads.bytesInFlight() + " bytes");
        slow.stream()
                .filter(each -> each.call.status != null)
                .forEach(each -> assertEquals("etcdserver: too many requests", each.call.status.message()));
    }

    @Test
    void aReadThatWaitsGoesOnWhenOthersAreTaken() throws InterruptedException {
        var slow = new ArrayDeque<Submitted>();
        for (int i = 0; i < 8; i++) {
            slow.add(submit(false));
        }
        turnUntil(() -> reads.bytesInFlight() >= 3 * PART_BYTES);

        slow.forEach(each -> each.call.reads = true);
        turnUntil(() -> {
            slow.stream()
                    .map(each -> each.call.ready)
                    .filter(ready -> ready != null)
                    .forEach(Runnable::run);
            return slow.stream().allMatch(each -> each.call.status != null);
        });

        slow.forEach(each -> assertEquals(RpcStatus.OK, each.call.status));
        assertEquals(0, reads.bytesInFlight());
    }

    @Test
    void aClientThatTakesNothingLosesItsCall() throws InterruptedException {
        boundedBy(bounds(LONG, SHORT));
        Submitted stalled = submit(false);
        turnUntil(() -> stalled.call.status != null);

        assertEquals(RpcStatus.RESOURCE_EXHAUSTED, stalled.call.status.code());
        assertTrue(stalled.read.closed);
        assertEquals(0, reads.bytesInFlight());
    }

    @Test
    void aCancelledReadIsLetGo() throws InterruptedException {
        Submitted cancelled = submit(false);
        turnUntil(() -> cancelled.call.parts != null);

        cancelled.call.cancel();
        turnUntil(() -> cancelled.read.closed);

        assertEquals(0, reads.bytesInFlight());
        assertEquals(0, reads.openReads());
    }

    @Test
    void oneReadTooManyIsRefusedAtOnce() {
        for (int i = 0; i < 20; i++) {
            assertNull(submit(false).call.status);
        }

        assertEquals("etcdserver: too many requests", submit(false).call.status.message());
    }

    @Test
    void aReadThatFailsIsAnsweredAndGivesItsShareBack() throws InterruptedException {
        TestCall failed = submitFailing(() -> new IllegalStateException("broken"));
        turnUntil(() -> failed.status != null);
        assertEquals(RpcStatus.UNKNOWN, failed.status.code());
        assertEquals(0, reads.openReads());
    }

    private TestCall submitFailing(Supplier<RuntimeException> failure) {
        TestCall call = new TestCall(loop);
        reads.submit(call, new LargeRead() {
            @Override
            public Step step() {
                throw failure.get();
            }

            @Override
            public long heldBytes() {
                return 0;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        });
        return call;
    }
}
