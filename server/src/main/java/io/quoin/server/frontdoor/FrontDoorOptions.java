package io.quoin.server.frontdoor;

import io.quoin.server.rpc.SlowCalls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How the door is to be opened.
 *
 * @param listen addresses to listen on, at least one; port 0 picks a free one
 * @param reusePort whether others may listen on the same addresses (SO_REUSEPORT, etcd's {@code --socket-reuse-port})
 * @param maxRequestBytes etcd's {@code --max-request-bytes}; a message may be {@link #RECEIVE_OVERHEAD_BYTES} longer
 * @param maxConcurrentStreams calls open at a time on a connection, 1 to 4,294,967,295; more are refused with
 *     REFUSED_STREAM
 * @param slowCalls who is told of calls that took long
 * @param timing time limits
 * @param bounds buffer limits
 */
public record FrontDoorOptions(
        List<InetSocketAddress> listen,
        boolean reusePort,
        int maxRequestBytes,
        long maxConcurrentStreams,
        SlowCalls slowCalls,
        Timing timing,
        Bounds bounds) {
    /** What a message may have beyond {@code maxRequestBytes}, as in etcd. */
    public static final int RECEIVE_OVERHEAD_BYTES = 512 * 1024;

    /** etcd's default for {@code --max-request-bytes}: 1.5 MiB. */
    public static final int MAX_REQUEST_BYTES_DEFAULT = 1536 * 1024;

    /** etcd's default for {@code --max-concurrent-streams}: no limit. */
    public static final long MAX_CONCURRENT_STREAMS_DEFAULT = 0xffff_ffffL;

    /**
     * Time limits of a connection.
     *
     * @param preface from accept until the kind of connection is known and, for HTTP/2, until the client's SETTINGS
     *     came
     * @param grace how long open calls may go on after {@link FrontDoor#stop}
     * @param pingIntervalMin a client that pings more often (three times) is sent away with too_many_pings
     * @param keepAliveInterval after so long without a byte the client is pinged
     * @param keepAliveTimeout a client that does not answer such a ping for so long is dropped
     */
    public record Timing(
            Duration preface,
            Duration grace,
            Duration pingIntervalMin,
            Duration keepAliveInterval,
            Duration keepAliveTimeout) {
        /** etcd's defaults where it has such a limit. */
        public static final Timing DEFAULT = new Timing(
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofHours(2),
                Duration.ofSeconds(20));
    }

    /**
     * Bounds of what a connection or call may hold. A connection that sends nothing but calls that its client does not
     * read holds at most {@code connectionQueuedBytesMax} plus one message per open call.
     *
     * @param headerListBytesMax of a request's headers; beyond it 431 and the stream is reset
     * @param streamWindowBytes what a client may send on a stream before it is consumed: 65,535 to 2^31-1
     * @param connectionWindowBytes the same for a connection; at least {@code streamWindowBytes}
     * @param readyBelowBytes a streaming call is ready while fewer bytes than this wait for its client
     * @param callQueuedBytesMax more may not wait for one call's client, a single message excepted: RESOURCE_EXHAUSTED
     * @param connectionQueuedBytesMax while more waits for one client its new calls are refused: RESOURCE_EXHAUSTED
     * @param connectionsMax while so many are open others wait, connected and not served, until one is closed; a few
     *     more may slip in
     * @param resetsPerWindowMax RST_STREAM frames a client may send or cause in 30 s before it is sent away. Cancelled
     *     calls are cheap here and etcd clients cancel a lot, so it only stops a flood.
     */
    public record Bounds(
            int headerListBytesMax,
            int streamWindowBytes,
            int connectionWindowBytes,
            int readyBelowBytes,
            long callQueuedBytesMax,
            long connectionQueuedBytesMax,
            int connectionsMax,
            int resetsPerWindowMax) {
        public static final Bounds DEFAULT =
                new Bounds(64 << 10, 1 << 20, 16 << 20, 64 << 10, 16L << 20, 256L << 20, Integer.MAX_VALUE, 100_000);

        /** The same with another number of connections. */
        public Bounds withConnectionsMax(int other) {
            return new Bounds(
                    headerListBytesMax,
                    streamWindowBytes,
                    connectionWindowBytes,
                    readyBelowBytes,
                    callQueuedBytesMax,
                    connectionQueuedBytesMax,
                    other,
                    resetsPerWindowMax);
        }
    }

    public FrontDoorOptions {
        listen = List.copyOf(listen);
        if (listen.isEmpty()) {
            throw new IllegalArgumentException("no address to listen on");
        }
        if (maxRequestBytes < 1 || maxRequestBytes > Integer.MAX_VALUE - RECEIVE_OVERHEAD_BYTES - 16) {
            throw new IllegalArgumentException("maxRequestBytes out of range: " + maxRequestBytes);
        }
        if (maxConcurrentStreams < 1 || maxConcurrentStreams > MAX_CONCURRENT_STREAMS_DEFAULT) {
            throw new IllegalArgumentException("maxConcurrentStreams out of range: " + maxConcurrentStreams);
        }
    }

    /** Those addresses, defaults for the rest. */
    public static FrontDoorOptions listeningOn(InetSocketAddress... listen) {
        return new FrontDoorOptions(
                List.of(listen),
                false,
                MAX_REQUEST_BYTES_DEFAULT,
                MAX_CONCURRENT_STREAMS_DEFAULT,
                SlowCalls.UNTOLD,
                Timing.DEFAULT,
                Bounds.DEFAULT);
    }

    /** The same with other time limits. */
    public FrontDoorOptions withTiming(Timing other) {
        return new FrontDoorOptions(listen, reusePort, maxRequestBytes, maxConcurrentStreams, slowCalls, other, bounds);
    }

    /** The same with other buffer limits. */
    public FrontDoorOptions withBounds(Bounds other) {
        return new FrontDoorOptions(listen, reusePort, maxRequestBytes, maxConcurrentStreams, slowCalls, timing, other);
    }

    /** The same with another number of calls open at a time on a connection. */
    public FrontDoorOptions withMaxConcurrentStreams(long other) {
        return new FrontDoorOptions(listen, reusePort, maxRequestBytes, other, slowCalls, timing, bounds);
    }

    /** The same with somebody else told of calls that took long. */
    public FrontDoorOptions withSlowCalls(SlowCalls other) {
        return new FrontDoorOptions(listen, reusePort, maxRequestBytes, maxConcurrentStreams, other, timing, bounds);
    }

    /** The same where others may listen on the same addresses. */
    public FrontDoorOptions withReusePort() {
        return new FrontDoorOptions(listen, true, maxRequestBytes, maxConcurrentStreams, slowCalls, timing, bounds);
    }

    /** The longest message that is received, in bytes. */
    public int receiveBytesMax() {
        return maxRequestBytes + RECEIVE_OVERHEAD_BYTES;
    }
}
