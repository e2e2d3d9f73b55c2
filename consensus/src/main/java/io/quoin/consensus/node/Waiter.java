package io.quoin.consensus.node;

/**
 * The caller that waits for a proposal. Exactly one of the methods is called, once. The node thread calls them, {@link
 * #refused} also the proposing thread; none may block or throw.
 */
public interface Waiter {
    /** The command is committed, durable, applied and visible to readers. */
    void applied(Object result);

    /** The command did not happen and never will: it is safe to ask again. */
    void refused(ProposalRefusal reason);

    /** The command may have happened, may still happen, or never: the caller has to be told just that. */
    void unknown(UnknownOutcome reason);
}
