package io.quoin.server.rpc;

import java.util.function.Consumer;

/**
 * Who is told of unary calls that took long until their answer was ready; how long a client takes to read it does not
 * count. Told on the call's loop, and must not block.
 *
 * @param thresholdNanos calls that took longer are told of; negative for all
 */
public record SlowCalls(long thresholdNanos, Consumer<SlowCall> told) {
    /** Nobody is told. */
    public static final SlowCalls UNTOLD = new SlowCalls(Long.MAX_VALUE, call -> {});

    /**
     * A call that took long.
     *
     * @param path of the method
     * @param peer the client's address
     * @param request its message
     * @param nanos from the message until the answer was ready
     * @param answer how it was answered
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    public record SlowCall(String path, String peer, byte[] request, long nanos, Answer answer) {}

    /**
     * The answer.
     *
     * @param message null if it was refused, or is sent in parts
     * @param messageBytes length of the message, 0 if it was refused
     * @param count of a message in parts: what it counts, see {@link Call#beginReply}
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    public record Answer(byte[] message, long messageBytes, long count) {
        /** There is none. */
        public static final Answer NONE = new Answer(null, 0, 0);
    }
}
