package io.quoin.server.frontdoor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks at the first bytes of a connection: the HTTP/2 preface, all of it, makes it a gRPC connection, the first byte
 * that differs one for the other handler. A client that does not come to the point in time is dropped.
 */
final class ProtocolSniffer extends ByteToMessageDecoder {
    private static final Logger LOG = Logger.getLogger(ProtocolSniffer.class);
    private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

    private final GrpcSettings settings;
    private final TurnLoop loop;
    private final NonHttp2Handler other;
    private ScheduledFuture<?> patience;
    private GrpcConnection grpc;

    ProtocolSniffer(GrpcSettings settings, TurnLoop loop, NonHttp2Handler other) {
        this.settings = settings;
        this.loop = loop;
        this.other = other;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        long nanos = settings.options().timing().preface().toNanos();
        patience = ctx.executor().schedule(() -> giveUp(ctx), nanos, TimeUnit.NANOSECONDS);
    }

    private void giveUp(ChannelHandlerContext ctx) {
        if (grpc == null || !grpc.decoder().prefaceReceived()) {
            ctx.channel().unsafe().close(ctx.voidPromise());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        patience.cancel(false);
        super.channelInactive(ctx);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int known = Math.min(in.readableBytes(), PREFACE.readableBytes());
        boolean same = ByteBufUtil.equals(in, in.readerIndex(), PREFACE, PREFACE.readerIndex(), known);
        if (same && known < PREFACE.readableBytes()) {
            return;
        }
        if (same) {
            grpc = GrpcConnectionBuilder.install(settings, loop, ctx.channel());
        } else {
            patience.cancel(false);
            other.accept(ctx.channel());
        }
        ctx.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {

        LOG.debugf(cause, "connection from %s broke", ctx.channel().remoteAddress());
        ctx.close();
    }
}
