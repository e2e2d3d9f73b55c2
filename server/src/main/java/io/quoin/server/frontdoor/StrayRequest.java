package io.quoin.server.frontdoor;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Stream;

/** A request that does not even claim to be gRPC. It is refused when all of it has come, as HTTP clients expect. */
final class StrayRequest implements ServedStream {
    private final GrpcConnection connection;
    private final Http2Stream stream;
    private final RequestCheck.Refusal refusal;
    private int window;

    StrayRequest(GrpcConnection connection, Http2Stream stream, RequestCheck.Refusal refusal) {
        this.connection = connection;
        this.stream = stream;
        this.refusal = refusal;
        window = connection.windows().initialWindowSize();
    }

    @Override
    public int data(ByteBuf data, boolean last) {
        int size = data.readableBytes();
        if (last) {
            halfClose();
        }
        return size;
    }

    @Override
    public void halfClose() {
        connection.writeTrailersOnly(stream, refusal.httpStatus(), "", refusal.status(), true);
    }

    @Override
    public void streamClosed() {}

    @Override
    public int window() {
        return window;
    }

    @Override
    public void window(int bytes) {
        window = bytes;
    }
}
