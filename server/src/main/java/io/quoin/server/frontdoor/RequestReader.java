package io.quoin.server.frontdoor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.quoin.server.rpc.Method;
import io.quoin.server.rpc.RpcStatus;

/** Turns the frames of a connection into calls. A call is kept as a property of its stream. */
final class RequestReader extends Http2FrameAdapter {
    private static final RpcStatus TOO_MUCH_WAITS =
            new RpcStatus(RpcStatus.RESOURCE_EXHAUSTED, "client does not read its answers");

    private final Routes routes;
    private final GrpcConnection connection;
    private final Http2Connection.PropertyKey callKey;
    private final PingPolicy pings;

    RequestReader(Routes routes, GrpcConnection connection, Http2Connection.PropertyKey callKey) {
        this.routes = routes;
        this.connection = connection;
        this.callKey = callKey;
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
        GrpcCall known = stream.getProperty(callKey);
        if (known != null) {
            if (endOfStream) {
                known.halfClose();
            }
            return;
        }
        RequestCheck.Refusal refusal = RequestCheck.check(headers);
        if (refusal != null) {
            refuse(stream, headers, refusal.httpStatus(), refusal.status(), endOfStream);
            return;
        }
        Method method = routes.find(headers.path());
        if (method == null) {
            refuse(stream, headers, 200, routes.unknown(headers.path()), endOfStream);
        } else if (connection.windows().queuedBytes() > connection.bounds().connectionQueuedBytesMax()) {
            refuse(stream, headers, 200, TOO_MUCH_WAITS, endOfStream);
        } else {
            GrpcCall call = new GrpcCall(connection, stream, method, headers);
            stream.setProperty(callKey, call);
            call.begin(endOfStream);
        }
    }

    private void refuse(
            Http2Stream stream, Http2Headers headers, int httpStatus, RpcStatus status, boolean halfClosed) {
        connection.writeTrailersOnly(stream, httpStatus, RequestCheck.subtype(headers), status, halfClosed);
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
        GrpcCall call = connection.connection().stream(streamId).getProperty(callKey);
        int size = data.readableBytes();
        return padding + (call == null ? size : call.data(data, endOfStream));
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
