package io.quoin.server.frontdoor;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.ScheduledFuture;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Handler;
import io.quoin.server.rpc.Loop;
import io.quoin.server.rpc.Method;
import io.quoin.server.rpc.Receiver;
import io.quoin.server.rpc.RpcStatus;
import io.quoin.server.rpc.SlowCalls;
import io.quoin.server.rpc.SlowCalls.Answer;
import io.quoin.server.rpc.SlowCalls.SlowCall;
import java.util.concurrent.TimeUnit;

/** A call on a stream: what it receives ({@link Inbound}), what it sends ({@link Outbound}) and how it ends, once. */
final class GrpcCall implements Call, ServedStream {
    private static final AsciiString GRPC_ENCODING = AsciiString.cached("grpc-encoding");
    private static final AsciiString CLIENT_VERSION = AsciiString.cached("client-api-version");
    private static final RpcStatus DEADLINE = new RpcStatus(RpcStatus.DEADLINE_EXCEEDED, "context deadline exceeded");
    private static final RpcStatus TOO_MUCH_QUEUED =
            new RpcStatus(RpcStatus.RESOURCE_EXHAUSTED, "client does not read what it is sent");

    private final GrpcConnection connection;
    private final Http2Stream stream;
    private final Method method;
    private final int number;
    private final LoopCounts counts;
    private final Http2Headers headers;
    private final Inbound inbound;
    private final Outbound outbound;
    private Receiver receiver;
    private Runnable onCancelled;
    private ScheduledFuture<?> deadlineTimer;
    private long deadlineNanos = Long.MAX_VALUE;
    private boolean counted;
    /** Kept for whoever is told of slow calls; null once it has been, or if nobody is. */
    private byte[] request;

    private long startNanos;
    private Runnable partsWanted;
    private long partBytesLeft;
    private boolean ended;
    private volatile boolean cancelled;

    GrpcCall(GrpcConnection connection, Http2Stream stream, Routes.Route route, Http2Headers headers) {
        this.connection = connection;
        this.stream = stream;
        this.method = route.method();
        number = route.number();
        counts = connection.loop().counts();
        this.headers = headers;
        MessageAssembly assembly = new MessageAssembly(connection.receiveBytesMax(), headers.get(GRPC_ENCODING));
        inbound = new Inbound(this, assembly);
        outbound = new Outbound(this, connection, stream.id());
    }

    // ---- the connection's side

    /** Begins the call, whose headers are in order. */
    void begin(boolean halfClosed) {
        if (!startDeadline()) {
            return;
        }
        CharSequence encoding = headers.get(GRPC_ENCODING);
        if (encoding != null && !isKnown(encoding)) {
            String text = "grpc: Decompressor is not installed for grpc-encoding " + GoText.quoted(encoding);
            fail(new RpcStatus(RpcStatus.UNIMPLEMENTED, text));
            return;
        }
        if (method.handler() instanceof Handler.Streaming streaming) {
            count();
            try {
                receiver = streaming.open(this);
            } catch (RuntimeException | Error e) {
                fail(HandlerFailure.of(method.path(), e));
                return;
            }
        }
        if (halfClosed) {
            inbound.halfClose();
        }
    }

    private void count() {
        counted = true;
        counts.started(number, method.shape(), headers.get(CLIENT_VERSION));
    }

    private static boolean isKnown(CharSequence encoding) {
        return encoding.isEmpty() || "gzip".contentEquals(encoding) || "identity".contentEquals(encoding);
    }

    private boolean startDeadline() {
        long timeoutNanos = RequestCheck.timeoutNanos(headers);
        if (timeoutNanos == Long.MAX_VALUE) {
            return true;
        }
        if (timeoutNanos == 0) {
            fail(DEADLINE);
            return false;
        }
        deadlineNanos = System.nanoTime() + timeoutNanos;
        deadlineTimer =
                connection.loop().eventLoop().schedule(() -> fail(DEADLINE), timeoutNanos, TimeUnit.NANOSECONDS);
        return true;
    }

    @Override
    public int data(ByteBuf data, boolean last) {
        return inbound.data(data, last);
    }

    @Override
    public void halfClose() {
        inbound.halfClose();
    }

    @Override
    public int window() {
        return outbound.window();
    }

    @Override
    public void window(int bytes) {
        outbound.window(bytes);
        outbound.pump();
    }

    @Override
    public void streamClosed() {
        outbound.discard();
        cancel(RpcStatus.CANCELLED);
    }

    /** Ends the call without its handler's doing. */
    void fail(RpcStatus status) {
        if (!ended) {
            outbound.abort(status);
            cancel(status.code());
        }
    }

    private void cancel(int statusCode) {
        if (ended) {
            return;
        }
        cancelled = true;
        observe(null, 0, 0);
        end(statusCode);
        try {
            if (receiver != null) {
                receiver.cancelled();
            }
            if (onCancelled != null) {
                onCancelled.run();
            }
        } catch (RuntimeException | Error e) {
            HandlerFailure.of(method.path(), e);
        }
    }

    /** The answer is ready, see {@link Answer}. */
    private void observe(byte[] message, long messageBytes, long count) {
        if (request != null) {
            long nanos = System.nanoTime() - startNanos;
            if (nanos > connection.slowCalls().thresholdNanos()) {
                tell(nanos, new Answer(message, messageBytes, count));
            }
            request = null;
        }
    }

    private void tell(long nanos, Answer answer) {
        try {
            connection.slowCalls().told().accept(new SlowCall(path(), peer(), request, nanos, answer));
        } catch (RuntimeException | Error e) {
            HandlerFailure.of(method.path(), e);
        }
    }

    private void end(int statusCode) {
        ended = true;
        if (counted) {
            counts.handled(number, statusCode);
            if (statusCode != RpcStatus.OK.code() && method.shape() == Method.Shape.UNARY) {
                counts.sentRefusal(number);
            }
        }
        inbound.discard();
        if (deadlineTimer != null) {
            deadlineTimer.cancel(false);
        }
    }

    // ---- the handler's side, called by Inbound and Outbound

    void handle(byte[] message) {
        count();
        counts.received(number, message.length);
        if (connection.slowCalls() != SlowCalls.UNTOLD) {
            request = message;
            startNanos = System.nanoTime();
        }
        // The timer may not have had its turn; as in etcd, what comes too late is not begun.
        if (deadlineTimer != null && System.nanoTime() - deadlineNanos >= 0) {
            fail(DEADLINE);
            return;
        }
        try {
            ((Handler.Unary) method.handler()).handle(message, this);
        } catch (RuntimeException | Error e) {
            fail(HandlerFailure.of(method.path(), e));
        }
    }

    void message(byte[] message) {
        counts.received(number, message.length);
        try {
            receiver.message(message);
        } catch (RuntimeException | Error e) {
            fail(HandlerFailure.of(method.path(), e));
        }
    }

    void halfClosed() {
        if (ended) {
            return;
        }
        try {
            receiver.halfClosed();
        } catch (RuntimeException | Error e) {
            fail(HandlerFailure.of(method.path(), e));
        }
    }

    void ready() {
        if (ended) {
            return;
        }
        try {
            if (receiver != null) {
                receiver.ready();
            } else if (partsWanted != null) {
                partsWanted.run();
            }
        } catch (RuntimeException | Error e) {
            fail(HandlerFailure.of(method.path(), e));
        }
    }

    /** Gives bytes that were held back to the stream's window. */
    void giveBack(int bytes) {
        connection.consume(stream, bytes);
    }

    Method method() {
        return method;
    }

    Http2Stream stream() {
        return stream;
    }

    Http2Headers headers() {
        return headers;
    }

    boolean isHalfClosed() {
        return inbound.isHalfClosed();
    }

    // ---- Call

    @Override
    public String path() {
        return method.path();
    }

    @Override
    public String authority() {
        CharSequence authority = headers.authority();
        if (authority == null) {
            authority = headers.get("host");
        }
        return authority == null ? "" : authority.toString();
    }

    @Override
    public String peer() {
        return connection.peer();
    }

    @Override
    public String metadata(String name) {
        CharSequence value = headers.get(name);
        return value == null ? null : value.toString();
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void onCancelled(Runnable task) {
        if (cancelled) {
            task.run();
        } else {
            onCancelled = task;
        }
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public boolean isReady() {
        return !ended && outbound.isReady();
    }

    @Override
    public void send(byte[] message) {
        if (ended) {
            return;
        }
        if (outbound.send(message)) {
            counts.sent(number, message.length);
        } else {
            fail(TOO_MUCH_QUEUED);
        }
    }

    @Override
    public void finish(RpcStatus status) {
        if (partsWanted != null) {
            abort(status);
        } else if (!ended) {
            observe(null, 0, 0);
            end(status.code());
            outbound.finish(status);
        }
    }

    @Override
    public void abort(RpcStatus status) {
        if (!ended) {
            observe(null, 0, 0);
            end(status.code());
            outbound.abort(status);
        }
    }

    @Override
    public void beginReply(long messageBytes, long count, Runnable ready) {
        if (partsWanted != null || messageBytes < 0 || messageBytes > Integer.MAX_VALUE) {
            throw new IllegalStateException("a message of " + messageBytes + " bytes cannot begin");
        }
        if (ended) {
            return;
        }
        observe(null, messageBytes, count);
        partsWanted = ready;
        partBytesLeft = messageBytes;
        counts.sent(number, (int) messageBytes);
        outbound.begin(messageBytes);
        endAfterLastPart();
    }

    @Override
    public void sendPart(byte[] part) {
        if (ended) {
            return;
        }
        if (part.length == 0 || part.length > partBytesLeft) {
            throw new IllegalStateException("a part of " + part.length + " bytes where " + partBytesLeft + " are left");
        }
        partBytesLeft -= part.length;
        if (!outbound.send(part)) {
            fail(TOO_MUCH_QUEUED);
        }
        endAfterLastPart();
    }

    private void endAfterLastPart() {
        if (partBytesLeft == 0 && !ended) {
            end(RpcStatus.OK.code());
            outbound.finish(RpcStatus.OK);
        }
    }

    @Override
    public void reply(byte[] message) {
        if (!ended) {
            counts.sent(number, message.length);
            observe(message, message.length, 0);
            end(RpcStatus.OK.code());
            outbound.reply(message);
        }
    }

    @Override
    public void reading(boolean wanted) {
        if (!ended) {
            inbound.reading(wanted);
        }
    }

    @Override
    public Loop loop() {
        return connection.loop();
    }
}
