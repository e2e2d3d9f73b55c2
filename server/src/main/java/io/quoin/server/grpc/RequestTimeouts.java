package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Loop;
import java.util.ArrayDeque;

/**
 * Ends calls that the log has not decided within the request timeout: nobody knows whether they happened, and the
 * client is told so ({@code request timed out}). The node does the same for what waits in it; but not while a force of
 * the log holds its thread up, which is just when clients must not be left waiting.
 *
 * <p>For the calls of one loop, on that loop. It holds the calls that are open, and those that ended behind the oldest
 * open one.
 */
final class RequestTimeouts implements Runnable {
    /** How many times a timeout the calls are looked at. */
    private static final int LOOKS = 16;

    private final Loop loop;
    private final long timeoutNanos;
    private final ProposalFailures failures;
    private final ArrayDeque<Watched> watched = new ArrayDeque<>();
    private boolean scheduled;

    RequestTimeouts(Loop loop, long timeoutNanos, ProposalFailures failures) {
        this.loop = loop;
        this.timeoutNanos = timeoutNanos;
        this.failures = failures;
    }

    private record Watched(Call call, long sinceNanos) {}

    /** The call waits for the log from now on. */
    void watch(Call call) {
        forgetEnded();
        watched.add(new Watched(call, System.nanoTime()));
        lookLater();
    }

    /** Looks at the oldest calls. */
    @Override
    public void run() {
        scheduled = false;
        long now = System.nanoTime();
        for (Watched oldest = watched.peek(); oldest != null; oldest = watched.peek()) {
            if (!oldest.call.isEnded()) {
                if (now - oldest.sinceNanos < timeoutNanos) {
                    break;
                }
                failures.unknown();
                oldest.call.finish(Statuses.of(EtcdError.TIMEOUT));
            }
            watched.remove();
        }
        if (!watched.isEmpty()) {
            lookLater();
        }
    }

    /** How many calls it holds. */
    int watched() {
        return watched.size();
    }

    private void forgetEnded() {
        for (Watched oldest = watched.peek(); oldest != null && oldest.call.isEnded(); oldest = watched.peek()) {
            watched.remove();
        }
    }

    private void lookLater() {
        if (!scheduled) {
            scheduled = true;
            loop.schedule(this, timeoutNanos / LOOKS);
        }
    }
}
