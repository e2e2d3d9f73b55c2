package io.quoin.server.grpc;

import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Loop;
import io.quoin.server.rpc.RpcStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A call that remembers how it was answered. */
final class TestCall implements Call {
    final List<byte[]> messages = new ArrayList<>();
    final Map<String, String> metadata = new HashMap<>();
    RpcStatus status;

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
        return false;
    }

    @Override
    public void onCancelled(Runnable task) {
        // Never cancelled.
    }

    @Override
    public boolean isReady() {
        return true;
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
    public void reading(boolean wanted) {
        // One message at most.
    }

    @Override
    public Loop loop() {
        return loop;
    }
}
