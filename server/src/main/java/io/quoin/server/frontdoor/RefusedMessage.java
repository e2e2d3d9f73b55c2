package io.quoin.server.frontdoor;

import io.quoin.server.rpc.RpcStatus;

/** A request message that cannot be accepted: the call ends with this status. Thrown without a stack trace. */
final class RefusedMessage extends Exception {
    private static final long serialVersionUID = 1;

    private final transient RpcStatus status;

    RefusedMessage(int code, String text) {
        super(text, null, false, false);
        status = new RpcStatus(code, text);
    }

    RpcStatus status() {
        return status;
    }
}
