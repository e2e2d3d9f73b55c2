package io.quoin.server.frontdoor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quoin.server.rpc.Method;
import io.quoin.server.rpc.RpcStatus;

/**
 * What one call receives: messages in order, then the half-close. Each kind of method has its rule for too few or too
 * many messages, as in grpc-go: a unary one takes the first and ignores others, a server stream wants exactly one.
 *
 * <p>While the handler does not want to read, bytes wait here and are not given back to the stream's window, which
 * bounds them.
 */
final class Inbound {
    private final GrpcCall call;
    private final MessageAssembly assembly;
    private byte[] only;
    private ByteBuf held;
    private boolean reading = true;
    private boolean delivering;
    private boolean halfClosed;
    private boolean over;

    Inbound(GrpcCall call, MessageAssembly assembly) {
        this.call = call;
        this.assembly = assembly;
    }

    /** Whether the client has sent END_STREAM. */
    boolean isHalfClosed() {
        return halfClosed;
    }

    /**
     * Data of the stream.
     *
     * @param last whether it ends the client's side
     * @return how many of its bytes are done with: all, or none if they wait
     */
    int data(ByteBuf data, boolean last) {
        int size = data.readableBytes();
        halfClosed |= last;
        if (over) {
            return size;
        }
        if (!reading || held != null || delivering) {
            hold(data);
            return 0;
        }
        deliver(data);
        if (data.isReadable() && !over) {
            int done = size - data.readableBytes();
            hold(data);
            return done;
        }
        endIfHalfClosed();
        return size;
    }

    /** The client's trailers, or END_STREAM on its headers. */
    void halfClose() {
        halfClosed = true;
        if (held == null && !delivering) {
            endIfHalfClosed();
        }
    }

    /** Whether the handler wants messages. */
    void reading(boolean wanted) {
        reading = wanted;
        if (!wanted || delivering || over) {
            return;
        }
        if (held == null) {
            endIfHalfClosed();
        } else {
            deliverHeld();
        }
    }

    /** The call is over: whatever comes is dropped. */
    void discard() {
        over = true;
        held = null;
        only = null;
    }

    private void hold(ByteBuf data) {
        if (held == null) {
            held = Unpooled.buffer(Math.max(data.readableBytes(), 256));
        }
        held.discardReadBytes().writeBytes(data);
    }

    private void deliverHeld() {
        ByteBuf data = held;
        int before = data.readableBytes();
        deliver(data);
        int delivered = before - data.readableBytes();
        if (over) {
            delivered = 0; // the closing stream gives its bytes back by itself
        } else if (!data.isReadable()) {
            held = null;
        }
        if (delivered > 0) {
            call.giveBack(delivered);
        }
        if (held == null) {
            endIfHalfClosed();
        }
    }

    private void deliver(ByteBuf data) {
        delivering = true;
        try {
            while (reading && !over) {
                byte[] message = assembly.next(data);
                if (message == null) {
                    return;
                }
                accept(message);
            }
        } catch (RefusedMessage e) {
            call.fail(e.status());
        } finally {
            delivering = false;
        }
    }

    private void accept(byte[] message) {
        switch (call.method().shape()) {
            case UNARY -> {
                over = true;
                call.handle(message);
            }
            case SERVER_STREAM -> {
                if (only != null) {
                    call.fail(cardinality("received multiple request messages for non-client-streaming RPC"));
                }
                only = message;
            }
            case BIDIRECTIONAL -> call.message(message);
        }
    }

    private void endIfHalfClosed() {
        if (!halfClosed || over || !reading) {
            return;
        }
        over = true;
        if (assembly.isMidMessage()) {
            boolean unary = call.method().shape() == Method.Shape.UNARY;
            call.fail(new RpcStatus(unary ? RpcStatus.UNKNOWN : RpcStatus.INTERNAL, "unexpected EOF"));
            return;
        }
        switch (call.method().shape()) {
            case UNARY -> call.fail(new RpcStatus(RpcStatus.UNKNOWN, "EOF"));
            case SERVER_STREAM -> {
                if (only == null) {
                    call.fail(cardinality("received no request message from non-client-streaming RPC"));
                } else {
                    byte[] message = only;
                    only = null;
                    call.message(message);
                    call.halfClosed();
                }
            }
            case BIDIRECTIONAL -> call.halfClosed();
        }
    }

    private static RpcStatus cardinality(String text) {
        return new RpcStatus(RpcStatus.INTERNAL, "cardinality violation: " + text);
    }
}
