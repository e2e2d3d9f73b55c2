package io.quoin.server.rpc;

/**
 * The inbound side of one streaming call. All methods are called on the call's loop, one at a time, and must not block.
 *
 * <p>Order: any number of {@link #message}, at most one {@link #halfClosed}; {@link #ready} and {@link #cancelled} at
 * any time between. Nothing follows {@code cancelled}, and nothing follows the handler's own {@link Call#finish}. A
 * method that throws ends its call with UNKNOWN and the connection goes on.
 */
public interface Receiver {
    /** A whole message, decompressed; the array belongs to the receiver. */
    void message(byte[] message);

    /** The client sends no more. The call lives on until it is finished. */
    void halfClosed();

    /**
     * The call is over without the handler's doing: reset by the client, connection lost, deadline passed, outbound
     * bound broken or door closed. Release what the call holds; whatever is sent afterwards is dropped.
     */
    void cancelled();

    /** {@link Call#isReady} was false and is true again. */
    void ready();
}
