package io.quoin.consensus.transport;

import io.quoin.consensus.raft.message.Message;

/**
 * Moves messages to other members. Fair-lossy: a message may be lost, duplicated or overtaken, never altered.
 *
 * <p>{@link #send} is called on the node thread; it never blocks and never throws, it may drop. What arrives is
 * handed to the node's {@code receive}, which only enqueues.
 */
@FunctionalInterface
public interface Transport {
    /** A member without peers: there is nobody to send to. */
    Transport NONE = message -> {};

    /** Sends the message to the member that it names, or drops it. */
    void send(Message message);
}
