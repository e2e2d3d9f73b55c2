package io.quoin.server.grpc;

import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Loop;
import io.quoin.server.rpc.RpcStatus;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A call that remembers how it was answered. */
final class TestCall implements Call {
    final List<byte[]> messages = new ArrayList<>();
    final Map<String, String> metadata = new HashMap<>();
    RpcStatus status;
    /** Whether the client takes what it is sent, beyond the first part. */
    boolean reads = true;
    /** What to run when it takes more. */
    Runnable ready;
    /** The message that is sent in parts, as far as it came. */
    ByteArrayOutputStream parts;

    private long partBytesLeft;
    private volatile boolean cancelled;
    private Runnable onCancelled;

    private final Loop loop;

    TestCall(Loop loop) {
        this.loop = loop;
    }

    @Override
    public String path() {
        return "/test.Test/Test";
    }

    @Override
    public String authority() {
        return "";
    }

    @Override
    public String peer() {
        return "test:0";
    }

    @Override
    public String metadata(String name) {
        return metadata.get(name);
    }

    @Override
    public long deadlineNanos() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public boolean isEnded() {
        return status != null;
    }

    @Override
    public void onCancelled(Runnable task) {
        onCancelled = task;
    }

    /** As a client that goes away. On the loop. */
    void cancel() {
        cancelled = true;
        if (onCancelled != null) {
            onCancelled.run();
        }
    }

    @Override
    public boolean isReady() {
        return reads || parts == null || parts.size() == 0;
    }

    @Override
    public void send(byte[] message) {
        messages.add(message);
    }

    @Override
    public void finish(RpcStatus end) {
        if (status != null) {
            throw new AssertionError("ended twice: " + status + ", " + end);
        }
        status = end;
    }

    @Override
    public void reply(byte[] message) {
        send(message);
        finish(RpcStatus.OK);
    }

    @Override
    public void beginReply(long messageBytes, long count, Runnable whenReady) {
        parts = new ByteArrayOutputStream();
        partBytesLeft = messageBytes;
        ready = whenReady;
        endAfterLastPart();
    }

    @Override
    public void sendPart(byte[] part) {
        parts.writeBytes(part);
        partBytesLeft -= part.length;
        endAfterLastPart();
    }

    private void endAfterLastPart() {
        if (partBytesLeft == 0) {
            reply(parts.toByteArray());
        }
    }

    @Override
    public void abort(RpcStatus end) {
        finish(end);
    }

    @Override
    public void reading(boolean wanted) {
        // One message at most.
    }

    @Override
    public Loop loop() {
        return loop;
    }
}
