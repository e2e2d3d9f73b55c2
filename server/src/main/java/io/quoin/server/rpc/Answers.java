package io.quoin.server.rpc;

/**
 * Answers of a batch, collected by one thread and handed to the loops of their calls with one task per loop. So a
 * batch of the node costs each loop one wake-up and each connection one flush. Used by one thread at a time; never
 * blocks.
 */
public interface Answers {
    /** Answers with a message and OK, see {@link Call#reply}. */
    void reply(Call call, byte[] message);

    /** Ends the call with that status, see {@link Call#finish}. */
    void refuse(Call call, RpcStatus status);

    /** Hands over what was collected since the last time; nothing happens if that is nothing. */
    void handOver();
}
