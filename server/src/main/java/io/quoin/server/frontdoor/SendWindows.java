package io.quoin.server.frontdoor;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.LinkedHashSet;

/**
 * Flow control towards the client (RFC 9113 section 5.2): how much each stream and the whole connection may still
 * send. Calls that wait for the connection are served in turn, {@link #TURN_BYTES} each.
 *
 * <p>All DATA is written by {@link Outbound}, none by Netty's encoder; so nothing is ever queued here but calls.
 */
final class SendWindows implements Http2RemoteFlowController {
    /** What a call may send before the next one that waits is served. */
    private static final int TURN_BYTES = 64 << 10;

    private final Http2Connection connection;
    private final Http2Connection.PropertyKey servedKey;
    private final LinkedHashSet<Outbound> waiting = new LinkedHashSet<>();
    private ChannelHandlerContext context;
    private int initialWindow = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
    private int connectionWindow = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
    private int turnBytes = Integer.MAX_VALUE;
    private long queuedBytes;

    SendWindows(Http2Connection connection, Http2Connection.PropertyKey servedKey) {
        this.connection = connection;
        this.servedKey = servedKey;
    }

    /**
     * What that call may send now, in bytes. If it is the connection that is full, the call is served when it is not.
     */
    int room(Outbound outbound) {
        if (outbound.window() <= 0) {
            return 0;
        }
        if (connectionWindow <= 0 || turnBytes <= 0 || !context.channel().isWritable()) {
            waiting.add(outbound);
            return 0;
        }
        return Math.min(outbound.window(), connectionWindow);
    }

    /** That much was sent. */
    void take(Outbound outbound, int bytes) {
        outbound.window(outbound.window() - bytes);
        connectionWindow -= bytes;
        turnBytes -= bytes;
    }

    /** That call has nothing to send any more. */
    void forget(Outbound outbound) {
        if (!waiting.isEmpty()) {
            waiting.remove(outbound);
        }
    }

    /** Adds to what waits for this client. */
    void queued(long bytes) {
        queuedBytes += bytes;
    }

    /** What waits for this client, in bytes, all calls together. */
    long queuedBytes() {
        return queuedBytes;
    }

    /** Serves the calls that wait, in turn, as long as the connection takes something. */
    private void serveWaiting() {
        while (!waiting.isEmpty() && connectionWindow > 0 && context.channel().isWritable()) {
            Outbound next = waiting.removeFirst();
            turnBytes = TURN_BYTES;
            next.pump();
        }
        turnBytes = Integer.MAX_VALUE;
    }

    @Override
    public void channelHandlerContext(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public ChannelHandlerContext channelHandlerContext() {
        return context;
    }

    @Override
    public void initialWindowSize(int newWindowSize) throws Http2Exception {
        int delta = newWindowSize - initialWindow;
        initialWindow = newWindowSize;
        connection.forEachActiveStream(stream -> {
            ServedStream served = stream.getProperty(servedKey);
            if (served != null) {
                grow(served, delta);
            }
            return true;
        });
    }

    @Override
    public int initialWindowSize() {
        return initialWindow;
    }

    @Override
    public int windowSize(Http2Stream stream) {
        if (stream.id() == Http2CodecUtil.CONNECTION_STREAM_ID) {
            return connectionWindow;
        }
        ServedStream served = stream.getProperty(servedKey);
        return served == null ? 0 : served.window();
    }

    @Override
    public void incrementWindowSize(Http2Stream stream, int delta) throws Http2Exception {
        if (stream.id() == Http2CodecUtil.CONNECTION_STREAM_ID) {
            if (delta > Http2CodecUtil.MAX_INITIAL_WINDOW_SIZE - connectionWindow) {
                throw Http2Exception.connectionError(Http2Error.FLOW_CONTROL_ERROR, "connection window overflows");
            }
            connectionWindow += delta;
            serveWaiting();
            return;
        }
        ServedStream served = stream.getProperty(servedKey);
        if (served == null) {
            return;
        }
        if ((long) served.window() + delta > Http2CodecUtil.MAX_INITIAL_WINDOW_SIZE) {
            throw Http2Exception.streamError(
                    stream.id(), Http2Error.FLOW_CONTROL_ERROR, "window of stream %d overflows", stream.id());
        }
        grow(served, delta);
    }

    private static void grow(ServedStream served, int delta) throws Http2Exception {
        long window = (long) served.window() + delta;
        if (window > Http2CodecUtil.MAX_INITIAL_WINDOW_SIZE) {
            throw Http2Exception.connectionError(Http2Error.FLOW_CONTROL_ERROR, "a stream's window overflows");
        }
        served.window((int) window);
    }

    /** The socket takes more. */
    @Override
    public void channelWritabilityChanged() {
        serveWaiting();
    }

    @Override
    public void addFlowControlled(Http2Stream stream, FlowControlled payload) {
        throw new IllegalStateException("answers are not written through Netty's encoder");
    }

    @Override
    public boolean hasFlowControlled(Http2Stream stream) {
        return false;
    }

    @Override
    public void writePendingBytes() {}

    @Override
    public void listener(Listener listener) {}

    @Override
    public boolean isWritable(Http2Stream stream) {
        return windowSize(stream) > 0;
    }

    /** Priorities are deprecated (RFC 9113 section 5.3.2) and not heeded. */
    @Override
    public void updateDependencyTree(int childStreamId, int parentStreamId, short weight, boolean exclusive) {}
}
