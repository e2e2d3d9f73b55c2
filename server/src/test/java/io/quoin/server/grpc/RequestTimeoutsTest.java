package io.quoin.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quoin.api.error.EtcdError;
import io.quoin.server.rpc.RpcStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A log that does not answer is not waited for without end. */
class RequestTimeoutsTest {
    private static final RpcStatus TIMED_OUT =
            new RpcStatus(EtcdError.TIMEOUT.wireCode().value(), "etcdserver: request timed out");

    private final TestLoop loop = new TestLoop();
    private final ProposalFailures failures = new ProposalFailures();

    @Test
    void aCallThatTheLogDoesNotDecideIsTimedOutAndItsOutcomeUnknown() {
        RequestTimeouts timeouts = new RequestTimeouts(loop, 1, failures);
        TestCall call = new TestCall(loop);
        timeouts.watch(call);

        loop.runTimers();

        assertEquals(TIMED_OUT, call.status);
        assertEquals(1, failures.failed());
    }

    @Test
    void aCallIsLeftAloneUntilItsTimeIsOver() {
        RequestTimeouts timeouts = new RequestTimeouts(loop, Duration.ofHours(1).toNanos(), failures);
        TestCall call = new TestCall(loop);
        timeouts.watch(call);

        loop.runTimers();

        assertNull(call.status);
        assertEquals(1, loop.timers(), "it is looked at again");
    }

    @Test
    void whatIsAnsweredIsForgottenAndNothingIsScheduledForNobody() {
        RequestTimeouts timeouts = new RequestTimeouts(loop, 1, failures);
        TestCall call = new TestCall(loop);
        timeouts.watch(call);
        call.finish(RpcStatus.OK);

        loop.runTimers();

        assertEquals(RpcStatus.OK, call.status);
        assertEquals(0, failures.failed());
        assertEquals(0, loop.timers());
    }

    @Test
    void thousandsOfCallsThatEndLeaveNothingBehind() {
        RequestTimeouts timeouts = new RequestTimeouts(loop, Duration.ofHours(1).toNanos(), failures);
        for (int i = 0; i < 10_000; i++) {
            TestCall call = new TestCall(loop);
            timeouts.watch(call);
            call.finish(RpcStatus.OK);
        }
        assertEquals(1, timeouts.watched(), "the last is forgotten with the next");
        assertEquals(1, loop.timers());
        assertFalse(failures.failed() > 0);
    }
}
