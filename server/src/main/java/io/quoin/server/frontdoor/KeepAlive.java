package io.quoin.server.frontdoor;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Pings a client that has been silent for long, and closes the connection if it stays silent (grpc-go keepalive). */
final class KeepAlive implements Runnable {
    private static final long PING_PAYLOAD = 0x71756f696eL;

    private final GrpcConnection connection;
    private final Channel channel;
    private final long intervalNanos;
    private final long timeoutNanos;
    private boolean pinged;
    private ScheduledFuture<?> next;

    private KeepAlive(GrpcConnection connection, Channel channel, FrontDoorOptions.Timing timing) {
        this.connection = connection;
        this.channel = channel;
        intervalNanos = timing.keepAliveInterval().toNanos();
        timeoutNanos = timing.keepAliveTimeout().toNanos();
    }

    /** Watches the connection until it is closed. */
    static void watch(GrpcConnection connection, Channel channel, FrontDoorOptions.Timing timing) {
        KeepAlive keepAlive = new KeepAlive(connection, channel, timing);
        keepAlive.lookAgainIn(keepAlive.intervalNanos);
        channel.closeFuture().addListener(closed -> keepAlive.next.cancel(false));
    }

    @Override
    public void run() {
        if (!channel.isActive()) {
            return;
        }
        long silentNanos = System.nanoTime() - connection.lastReadNanos();
        if (silentNanos < (pinged ? timeoutNanos : intervalNanos)) {
            pinged = false;
            lookAgainIn(intervalNanos - Math.min(silentNanos, intervalNanos - 1));
        } else if (pinged) {
            channel.unsafe().close(channel.voidPromise());
        } else {
            pinged = true;
            connection.ping(PING_PAYLOAD);
            lookAgainIn(timeoutNanos);
        }
    }

    private void lookAgainIn(long nanos) {
        next = channel.eventLoop().schedule(this, nanos, TimeUnit.NANOSECONDS);
    }
}
