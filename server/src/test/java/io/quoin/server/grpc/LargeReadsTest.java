package io.quoin.server.grpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quoin.server.rpc.RpcStatus;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LargeReadsTest {
    private static final ReadAnswer ANSWER = new ReadAnswer(new byte[10], null);

    private final LargeReads reads = new LargeReads(100);
    private final TestLoop loop = new TestLoop();

    @AfterEach
    void close() {
        reads.close();
    }

    private TestCall submit(long bytesExpected, Supplier<ReadAnswer> read) {
        TestCall call = new TestCall(loop);
        reads.submit(call, bytesExpected, read);
        return call;
    }

    private void turn() throws InterruptedException {
        loop.awaitTask();
        loop.turn();
    }

    @Test
    void oneReadIsLetInHoweverBigAndOthersWaitOutside() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        TestCall big = submit(1_000, () -> {
            await(reading);
            return ANSWER;
        });
        TestCall second = submit(1, () -> ANSWER);
        assertEquals("etcdserver: too many requests", second.status.message());
        assertNull(big.status);
        reading.countDown();
        turn();
        assertArrayEquals(ANSWER.response(), big.messages.getFirst());

        TestCall third = submit(1_000, () -> ANSWER);
        turn();
        assertEquals(RpcStatus.OK, third.status);
    }

    @Test
    void aReadThatFailsIsAnsweredAndGivesItsShareBack() throws InterruptedException {
        TestCall failed = submit(1_000, () -> {
            throw new IllegalStateException("broken");
        });
        turn();
        assertEquals(RpcStatus.UNKNOWN, failed.status.code());
        TestCall tooBig = submit(1_000, () -> {
            throw new OutOfMemoryError("no room");
        });
        turn();
        assertEquals("etcdserver: too many requests", tooBig.status.message());
        TestCall fine = submit(1_000, () -> ANSWER);
        turn();
        assertEquals(RpcStatus.OK, fine.status);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
