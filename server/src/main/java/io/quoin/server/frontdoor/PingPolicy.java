package io.quoin.server.frontdoor;

import java.util.concurrent.TimeUnit;

/**
 * How often a client may ping, as grpc-go has it: at least the minimal interval apart while calls are open, two hours
 * while none is; pings after an answer was written are free; the third offence is one too many.
 */
final class PingPolicy {
    private static final long IDLE_INTERVAL_NANOS = TimeUnit.HOURS.toNanos(2);
    private static final int STRIKES_MAX = 2;

    private final long intervalNanos;
    private boolean pinged;
    private long lastPingNanos;
    private int strikes;

    PingPolicy(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    /**
     * Counts a ping; false if it is one too many.
     *
     * @param idle whether no call is open
     * @param forgiven whether an answer was written since the last ping
     */
    boolean allows(long nowNanos, boolean idle, boolean forgiven) {
        boolean early = pinged && nowNanos - lastPingNanos < (idle ? IDLE_INTERVAL_NANOS : intervalNanos);
        pinged = true;
        lastPingNanos = nowNanos;
        if (forgiven) {
            strikes = 0;
        } else if (early) {
            strikes++;
        }
        return strikes <= STRIKES_MAX;
    }
}
