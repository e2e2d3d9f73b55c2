package io.quoin.server.frontdoor;

import io.netty.buffer.ByteBuf;

/** What a stream of the client is to us: a call, or a request that is none. Kept as a property of the stream. */
sealed interface ServedStream permits GrpcCall, StrayRequest {
    /**
     * Data of the stream.
     *
     * @param last whether it ends the client's side
     * @return how many bytes are done with
     */
    int data(ByteBuf data, boolean last);

    /** The client's side has ended without data. */
    void halfClose();

    /** The stream is gone: reset, connection lost, or all said. */
    void streamClosed();

    /** What may be sent on the stream, in bytes; negative after the client made its windows smaller. */
    int window();

    /** The window has changed by the client's doing. */
    void window(int bytes);
}
