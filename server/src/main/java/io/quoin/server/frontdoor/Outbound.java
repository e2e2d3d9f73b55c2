package io.quoin.server.frontdoor;

import io.netty.handler.codec.http2.Http2CodecUtil;
import io.quoin.server.rpc.RpcStatus;
import java.util.ArrayDeque;

/**
 * What one call sends: headers, messages, trailers, as fast as the stream's and the connection's windows and the
 * socket allow. Messages wait here as they were given, without a copy; {@link #queuedBytes} of them.
 */
final class Outbound {
    private static final int FRAME_BYTES_MAX = Http2CodecUtil.MAX_FRAME_SIZE_LOWER_BOUND;

    private final GrpcCall call;
    private final GrpcConnection connection;
    private final int streamId;
    private int window;
    private byte[] head;
    private long headSent;
    private ArrayDeque<byte[]> rest;
    private long queuedBytes;
    private RpcStatus end;
    private boolean headersSent;
    private boolean done;
    private boolean unready;
    private boolean pumping;
    /** What is queued are parts of one message, whose prefix was queued before them. */
    private boolean inParts;

    /** What the client has of that message, prefix included. */
    private long partBytesSent;

    Outbound(GrpcCall call, GrpcConnection connection, int streamId) {
        this.call = call;
        this.connection = connection;
        this.streamId = streamId;
        this.window = connection.windows().initialWindowSize();
    }

    /** What the client will take on this stream, in bytes; may be negative after its settings changed. */
    int window() {
        return window;
    }

    void window(int bytes) {
        window = bytes;
    }

    boolean isReady() {
        if (queuedBytes < connection.bounds().readyBelowBytes()) {
            return true;
        }
        unready = true;
        return false;
    }

    /** Queues a message and sends what can be sent; false if the call's bound is broken and the message dropped. */
    boolean send(byte[] message) {
        if (done || end != null) {
            return true;
        }
        if (head != null && queuedBytes + message.length > connection.bounds().callQueuedBytesMax()) {
            return false;
        }
        enqueue(message);
        pump();
        if (queuedBytes >= connection.bounds().readyBelowBytes()) {
            unready = true;
        }
        return true;
    }

    /** Begins the only message, which is sent in parts. */
    void begin(long messageBytes) {
        inParts = true;
        send(FrameBuffer.prefix(messageBytes));
    }

    /** Whether a message was begun and the client has a part of it, or all. */
    private boolean hasSentParts() {
        return inParts && partBytesSent > 0;
    }

    /** The trailers, to be sent after what is queued. */
    void finish(RpcStatus status) {
        if (!done && end == null) {
            end = status;
            pump();
        }
    }

    /** The last message and trailers with OK. */
    void reply(byte[] message) {
        if (!done && end == null) {
            enqueue(message);
            end = RpcStatus.OK;
            pump();
        }
    }

    /** Gives up what is queued and ends the call with that status; with a reset if a message was cut. */
    void abort(RpcStatus status) {
        if (done) {
            return;
        }
        boolean cut = headSent > 0 || hasSentParts();
        clearQueue();
        if (cut) {
            discard();
            connection.reset(call);
        } else {
            end = status;
            pump();
        }
    }

    /** The stream is gone: nothing is sent any more. */
    void discard() {
        done = true;
        clearQueue();
        connection.windows().forget(this);
    }

    /** Sends what the windows and the socket allow. */
    void pump() {
        if (pumping || done) {
            return;
        }
        pumping = true;
        try {
            do {
                writeMessages();
            } while (announceReady());
            if (head == null && end != null && !done) {
                writeEnd();
            }
        } finally {
            pumping = false;
        }
    }

    private void enqueue(byte[] message) {
        if (head == null) {
            head = message;
        } else {
            if (rest == null) {
                rest = new ArrayDeque<>();
            }
            rest.add(message);
        }
        account(message.length);
    }

    private void writeMessages() {
        SendWindows windows = connection.windows();
        FrameBuffer frames = connection.frames();
        while (head != null) {
            int room = windows.room(this);
            if (room <= 0) {
                return;
            }
            int prefixBytes = inParts ? 0 : FrameBuffer.PREFIX_BYTES;
            long left = prefixBytes + (long) head.length - headSent;
            int size = (int) Math.min(left, Math.min(room, FRAME_BYTES_MAX));
            if (!headersSent) {
                headersSent = true;
                connection.writeHeaders(call);
            }
            frames.data(streamId, head, headSent + FrameBuffer.PREFIX_BYTES - prefixBytes, size);
            if (inParts) {
                partBytesSent += size;
            }
            windows.take(this, size);
            headSent += size;
            if (size == left) {
                nextMessage();
            }
        }
    }

    private void nextMessage() {
        account(-head.length);
        headSent = 0;
        head = rest == null ? null : rest.poll();
    }

    /** Tells the handler that it may send again; true if it did so and there is something to send. */
    private boolean announceReady() {
        if (!unready
                || done
                || end != null
                || queuedBytes >= connection.bounds().readyBelowBytes()) {
            return false;
        }
        unready = false;
        call.ready();
        return head != null && connection.windows().room(this) > 0;
    }

    private void writeEnd() {
        done = true;
        if (headersSent) {
            connection.writeTrailers(call, end);
        } else {
            connection.writeTrailersOnly(call, end);
        }
    }

    private void clearQueue() {
        account(-queuedBytes);
        head = null;
        headSent = 0;
        rest = null;
    }

    private void account(long bytes) {
        queuedBytes += bytes;
        connection.windows().queued(bytes);
        connection.loop().counts().queued(bytes);
    }
}
