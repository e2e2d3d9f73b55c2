package io.quoin.server.frontdoor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.quoin.server.rpc.RpcStatus;

/** Turns the frames of a connection into calls. What a stream is to us is kept as its property. */
final class RequestReader extends Http2FrameAdapter {
    private static final RpcStatus TOO_MUCH_WAITS =
            new RpcStatus(RpcStatus.RESOURCE_EXHAUSTED, "client does not read its answers");

    private final Routes routes;
    private final GrpcConnection connection;
    private final Http2Connection.PropertyKey servedKey;
    private final PingPolicy pings;

    RequestReader(Routes routes, GrpcConnection connection, Http2Connection.PropertyKey servedKey) {
        this.routes = routes;
        this.connection = connection;
        this.servedKey = servedKey;
        pings = new PingPolicy(connection.timing().pingIntervalMin().toNanos());
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream) {
        onHeadersRead(ctx, streamId, headers, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean endOfStream) {
        Http2Stream stream = connection.connection().stream(streamId);
        ServedStream known = stream.getProperty(servedKey);
        if (known != null) {
            if (endOfStream) {
                known.halfClose();
            }
            return;
        }
        RequestCheck.Refusal refusal = RequestCheck.check(headers);
        if (refusal == null) {
            open(stream, headers, endOfStream);
        } else if (refusal.isGrpc() || endOfStream) {
            refuse(stream, headers, refusal.httpStatus(), refusal.status(), endOfStream);
        } else {
            stream.setProperty(servedKey, new StrayRequest(connection, stream, refusal));
        }
    }

    private void open(Http2Stream stream, Http2Headers headers, boolean endOfStream) {
        Routes.Route route = routes.find(headers.path());
        if (route == null) {
            refuse(stream, headers, 200, routes.unknown(headers.path()), endOfStream);
        } else if (connection.windows().queuedBytes() > connection.bounds().connectionQueuedBytesMax()) {
            refuse(stream, headers, 200, TOO_MUCH_WAITS, endOfStream);
        } else {
            GrpcCall call = new GrpcCall(connection, stream, route, headers);
            stream.setProperty(servedKey, call);
            call.begin(endOfStream);
        }
    }

    private void refuse(
            Http2Stream stream, Http2Headers headers, int httpStatus, RpcStatus status, boolean halfClosed) {
        connection.writeTrailersOnly(stream, httpStatus, RequestCheck.subtype(headers), status, halfClosed);
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
        ServedStream served = connection.connection().stream(streamId).getProperty(servedKey);
        int size = data.readableBytes();
        return padding + (served == null ? size : served.data(data, endOfStream));
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
        Long tableBytes = settings.headerTableSize();
        if (tableBytes != null) {
            connection.headerTableBytes(tableBytes);
        }
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) {
        boolean forgiven = connection.frames().takeAnswersWritten();
        boolean idle = connection.connection().numActiveStreams() == 0;
        if (!pings.allows(System.nanoTime(), idle, forgiven)) {
            connection.sendAway(Http2Error.ENHANCE_YOUR_CALM, "too_many_pings");
        }
    }
}
