package io.quoin.server.rpc;

/** What serves a method. Called on the call's loop, must not block; what it throws ends that one call with UNKNOWN. */
public sealed interface Handler {
    /** One request, one answer. */
    non-sealed interface Unary extends Handler {
        /**
         * Handles a request. It is called once the message is complete, like grpc-go without waiting for the
         * half-close.
         *
         * @param request the whole message, decompressed; belongs to the handler
         * @param call to be ended, now or later, by {@link Call#reply} or {@link Call#finish}
         */
        void handle(byte[] request, Call call);
    }

    /** Any number of answers; of requests one ({@link Method.Shape#SERVER_STREAM}) or any number. */
    non-sealed interface Streaming extends Handler {
        /**
         * Opens a call. For a server stream this happens when the request has begun to arrive: the receiver gets
         * exactly one message and then {@link Receiver#halfClosed}, or the door refuses the call.
         */
        Receiver open(Call call);
    }
}
