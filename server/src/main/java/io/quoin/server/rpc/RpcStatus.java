package io.quoin.server.rpc;

import java.util.Objects;

/**
 * How a call ended: a gRPC status code and its text. The text goes over the wire as it is (percent-encoded UTF-8),
 * since clients of etcd recognise errors by it.
 *
 * @param code 0 (OK) to 16 (UNAUTHENTICATED), the numbers of the gRPC specification
 * @param message the text, empty for none, never null
 */
public record RpcStatus(int code, String message) {
    public static final int CANCELLED = 1;
    public static final int UNKNOWN = 2;
    public static final int INVALID_ARGUMENT = 3;
    public static final int DEADLINE_EXCEEDED = 4;
    public static final int NOT_FOUND = 5;
    public static final int ALREADY_EXISTS = 6;
    public static final int PERMISSION_DENIED = 7;
    public static final int RESOURCE_EXHAUSTED = 8;
    public static final int FAILED_PRECONDITION = 9;
    public static final int ABORTED = 10;
    public static final int OUT_OF_RANGE = 11;
    public static final int UNIMPLEMENTED = 12;
    public static final int INTERNAL = 13;
    public static final int UNAVAILABLE = 14;
    public static final int DATA_LOSS = 15;
    public static final int UNAUTHENTICATED = 16;

    /** Success. */
    public static final RpcStatus OK = new RpcStatus(0, "");

    public RpcStatus {
        if (code < 0 || code > UNAUTHENTICATED) {
            throw new IllegalArgumentException("not a gRPC status code: " + code);
        }
        Objects.requireNonNull(message, "message");
    }

    public boolean isOk() {
        return code == 0;
    }
}
