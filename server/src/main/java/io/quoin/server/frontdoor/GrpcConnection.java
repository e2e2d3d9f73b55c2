package io.quoin.server.frontdoor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.quoin.server.rpc.RpcStatus;
import io.quoin.server.rpc.SlowCalls;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;

/**
 * An HTTP/2 connection: Netty reads frames and keeps the states of the streams, calls are written from here. On its
 * loop only.
 */
final class GrpcConnection extends Http2ConnectionHandler {
    private static final Logger LOG = Logger.getLogger(GrpcConnection.class);

    private final GrpcSettings settings;
    private final TurnLoop loop;
    private final FrameBuffer frames;
    private final SendWindows windows;
    private final String peer;
    private final HeaderBlocks headerBlocks = new HeaderBlocks();
    private ChannelHandlerContext context;
    private long lastReadNanos;

    GrpcConnection(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings initialSettings,
            GrpcConnectionBuilder parts) {
        super(decoder, encoder, initialSettings);
        settings = parts.settings();
        loop = parts.loop();
        frames = parts.frames();
        windows = parts.windows();
        peer = parts.peer();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        lastReadNanos = System.nanoTime();
        super.handlerAdded(ctx);
        int more = bounds().connectionWindowBytes() - Http2CodecUtil.DEFAULT_WINDOW_SIZE;
        if (more > 0) {
            decoder().flowController().incrementWindowSize(connection().connectionStream(), more);
        }
    }

    /** When bytes last came, on the scale of {@link System#nanoTime}. */
    long lastReadNanos() {
        return lastReadNanos;
    }

    /** Pings the client, to see whether it is there. */
    void ping(long payload) {
        encoder().writePing(context, false, payload, context.newPromise());
    }

    /** Unlike its parent this lets the door stop reading from a client that does not read. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        lastReadNanos = System.nanoTime();
        discardSomeReadBytes();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        super.channelWritabilityChanged(ctx);
    }

    /**
     * An error of HTTP/2 is answered with GOAWAY or RST_STREAM; any other, of the socket mostly, ends the connection.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            super.exceptionCaught(ctx, cause);
        } else {
            LOG.debugf(cause, "connection from %s broke", peer);
            ctx.channel().unsafe().close(ctx.voidPromise());
        }
    }

    @Override
    protected void handleServerHeaderDecodeSizeError(ChannelHandlerContext ctx, Http2Stream stream) {
        ByteBuf out = frames.beginHeaders(stream.id(), true, HeaderBlocks.GOOD_BLOCK_BYTES_MAX);
        int start = out.writerIndex() - FrameBuffer.FRAME_HEADER_BYTES;
        headerBlocks.writeHttpStatus(out, 431);
        FrameBuffer.endHeaders(out, start);
        endLocally(stream);
    }

    TurnLoop loop() {
        return loop;
    }

    FrameBuffer frames() {
        return frames;
    }

    SendWindows windows() {
        return windows;
    }

    FrontDoorOptions.Bounds bounds() {
        return settings.options().bounds();
    }

    SlowCalls slowCalls() {
        return settings.options().slowCalls();
    }

    FrontDoorOptions.Timing timing() {
        return settings.options().timing();
    }

    int receiveBytesMax() {
        return settings.options().receiveBytesMax();
    }

    String peer() {
        return peer;
    }

    /** The client's SETTINGS_HEADER_TABLE_SIZE. */
    void headerTableBytes(long bytes) {
        headerBlocks.tableBytes(bytes);
    }

    /** The headers that precede a call's first message. */
    void writeHeaders(GrpcCall call) {
        ByteBuf out = frames.beginHeaders(call.stream().id(), false, HeaderBlocks.GOOD_BLOCK_BYTES_MAX);
        int start = out.writerIndex() - FrameBuffer.FRAME_HEADER_BYTES;
        headerBlocks.writeHeaders(out, RequestCheck.subtype(call.headers()));
        FrameBuffer.endHeaders(out, start);
        call.stream().headersSent(false);
    }

    /** The trailers that end a call; its stream is done with. */
    void writeTrailers(GrpcCall call, RpcStatus status) {
        ByteBuf out = frames.beginHeaders(call.stream().id(), true, HeaderBlocks.bytesMax(status));
        int start = out.writerIndex() - FrameBuffer.FRAME_HEADER_BYTES;
        headerBlocks.writeTrailers(out, status);
        FrameBuffer.endHeaders(out, start);
        endStream(call.stream(), call.isHalfClosed());
    }

    /** Ends a call that has sent nothing. */
    void writeTrailersOnly(GrpcCall call, RpcStatus status) {
        writeTrailersOnly(call.stream(), 200, RequestCheck.subtype(call.headers()), status, call.isHalfClosed());
    }

    /** Ends a stream that has sent nothing. */
    void writeTrailersOnly(Http2Stream stream, int httpStatus, String subtype, RpcStatus status, boolean halfClosed) {
        ByteBuf out = frames.beginHeaders(stream.id(), true, HeaderBlocks.bytesMax(status));
        int start = out.writerIndex() - FrameBuffer.FRAME_HEADER_BYTES;
        headerBlocks.writeTrailersOnly(out, httpStatus, subtype, status);
        FrameBuffer.endHeaders(out, start);
        stream.headersSent(false);
        endStream(stream, halfClosed);
    }

    /** Resets a call whose answer cannot be completed. */
    void reset(GrpcCall call) {
        resetStream(context, call.stream().id(), Http2Error.CANCEL.code(), context.newPromise());
    }

    /** Gives bytes back to the window of a stream. */
    void consume(Http2Stream stream, int bytes) {
        try {
            decoder().flowController().consumeBytes(stream, bytes);
        } catch (Http2Exception e) {
            onError(context, true, e);
        }
    }

    /** Sends the client away at once, telling it why. */
    void sendAway(Http2Error error, String why) {
        ByteBuf text = Unpooled.copiedBuffer(why, StandardCharsets.US_ASCII);
        goAway(context, connection().remote().lastStreamCreated(), error.code(), text, context.newPromise());
    }

    private void endStream(Http2Stream stream, boolean halfClosed) {
        endLocally(stream);
        if (!halfClosed) { // the client need not send the rest (RFC 9113 section 8.1)
            resetStream(context, stream.id(), Http2Error.NO_ERROR.code(), context.newPromise());
        }
    }

    private void endLocally(Http2Stream stream) {
        closeStreamLocal(stream, context.newSucceededFuture());
    }
}
