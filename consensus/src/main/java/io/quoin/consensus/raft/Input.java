package io.quoin.consensus.raft;

import io.quoin.consensus.raft.message.Message;

/**
 * What the world tells the core. Everything that the core knows of time, disk, network and state machine arrives as
 * one of these, on the one thread that drives the core.
 */
public sealed interface Input {
    /** The tick that has no content, once. */
    Tick TICK = new Tick();

    /**
     * One tick (10 ms by default) has passed. After a pause at most one election timeout worth of ticks is delivered.
     */
    record Tick() implements Input {}

    /** A message from a member of this cluster, decoded and addressed to this member. */
    record Receive(Message message) implements Input {}

    /**
     * A command to replicate. Either it is appended to the leader's log, and then its outcome is known when it is
     * applied or overwritten, or a {@link Refusal} with this id says that it was not appended anywhere.
     *
     * @param requestId chosen by the driver; only echoed in a refusal
     * @param data the entry's data; belongs to the core from now on
     */
    record Propose(long requestId, byte[] data) implements Input {}

    /** The batch {@code sequence}, and all before it, are on stable storage. */
    record Persisted(long sequence) implements Input {}

    /** The state machine has applied all entries up to and including {@code index}. */
    record Applied(long index) implements Input {}

    /**
     * Stand for election now, as if the election timeout had passed. Ignored by a leader and by one who may not stand.
     */
    record Campaign() implements Input {}

    /**
     * The oldest outstanding batch is older than the driver tolerates. A leader steps down, and nobody stands for
     * election until a batch is persisted again (rule D11): heartbeats of a leader that cannot write would only keep
     * others away.
     */
    record DiskStalled() implements Input {}
}
