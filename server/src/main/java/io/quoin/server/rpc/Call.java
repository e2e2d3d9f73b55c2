package io.quoin.server.rpc;

/**
 * One remote procedure call. Unless said otherwise its methods are for the call's {@link #loop} only.
 *
 * <p>A call ends once: by {@link #finish} or {@link #reply}, or without the handler's doing ({@link #isCancelled}).
 * What is sent after the end is dropped silently, since a client may go away at any moment. What is written goes to
 * the client at the end of the loop's turn, together with what else that connection was given.
 */
public interface Call {
    /** The method's path as requested: {@code /package.Service/Method}. */
    String path();

    /** The request's {@code :authority}; empty if it had none. */
    String authority();

    /** The client's address as text: {@code host:port}. */
    String peer();

    /**
     * The first value of a request header, or null.
     *
     * @param name in lower case; a {@code -bin} header is returned as sent, in base64
     */
    String metadata(String name);

    /** When the client gives up, on the scale of {@link System#nanoTime}; {@link Long#MAX_VALUE} for never. */
    long deadlineNanos();

    /**
     * Whether the call was ended without the handler's doing: reset, connection lost, deadline passed, bound broken,
     * door closed. Any thread; an answer to a cancelled call may be left out.
     */
    boolean isCancelled();

    /** Whether the call has ended, in whatever way: what is sent now is dropped. */
    boolean isEnded();

    /**
     * Asks to be told when the call is cancelled: for a unary handler that waits long; a streaming one has
     * {@link Receiver#cancelled}. Runs on the loop, at once if the call is cancelled already. A later task replaces an
     * earlier one.
     */
    void onCancelled(Runnable task);

    /**
     * Whether a streaming handler should send more: fewer bytes than the high-water mark wait for this client. When it
     * becomes true again {@link Receiver#ready} says so.
     */
    boolean isReady();

    /**
     * Sends a message. A handler looks at {@link #isReady} between messages; if it does not and the call's outbound
     * bound is exceeded, the call is cancelled with RESOURCE_EXHAUSTED.
     *
     * @param message read later: must not be changed any more; may be shared between calls
     */
    void send(byte[] message);

    /** Ends the call, after what was sent before. */
    void finish(RpcStatus status);

    /** Sends the only or last message and ends the call with OK. */
    void reply(byte[] message);

    /**
     * Begins the one message of a unary answer that is sent in parts, so that it is never in memory as a whole. The
     * parts follow with {@link #sendPart} as the client takes them; when they have reached the length the call has
     * ended with OK. {@link #finish} before that resets the stream: half a message cannot be taken back.
     *
     * @param messageBytes the message's length, 0 to {@link Integer#MAX_VALUE}
     * @param count what the answer counts, to be told if the call was slow: keys, or 1 for a transaction that
     *     succeeded
     * @param ready runs on the loop when {@link #isReady} was false and is true again
     */
    void beginReply(long messageBytes, long count, Runnable ready);

    /** Sends the next part of a message that was begun; {@link #isReady} says whether it should. Never empty. */
    void sendPart(byte[] part);

    /**
     * Ends the call as {@link #finish} does, but gives up what is queued for the client: the stream is reset if a
     * message was cut.
     */
    void abort(RpcStatus status);

    /**
     * Asks for messages (true, as at the beginning) or for none at present (false). While there are none to be
     * delivered they wait at the door within the stream's flow-control window, and the client is told to wait when it
     * is full. May be called from within {@link Receiver#message}.
     */
    void reading(boolean wanted);

    /** The loop of this call. Any thread. */
    Loop loop();

    /** {@link Loop#execute} on the call's loop. Any thread. */
    default void execute(Runnable task) {
        loop().execute(task);
    }

    /** {@link Loop#atEndOfTurn} on the call's loop. */
    default void atEndOfTurn(Runnable task) {
        loop().atEndOfTurn(task);
    }
}
