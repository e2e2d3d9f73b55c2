package io.quoin.consensus.raft;

import io.quoin.consensus.Invariant;

/**
 * What a member starts from: what its stable storage held.
 *
 * @param self this member's id, not 0
 * @param configuration the configuration in force
 * @param hardState the newest durable one, {@link HardState#INITIAL} at first
 * @param lastIndex last durable entry, 0 at first
 * @param lastTerm its term, 0 at first
 * @param appliedIndex last entry in the state machine after its own recovery; at most {@code lastIndex}
 * @param lastSequence sequence of the last durable batch, 0 at first
 */
public record Bootstrap(
        long self,
        Configuration configuration,
        HardState hardState,
        long lastIndex,
        long lastTerm,
        long appliedIndex,
        long lastSequence) {
    public Bootstrap {
        Invariant.check(self != 0, "0 is no member id");
        Invariant.check(lastTerm <= hardState.term(), "last term %d, but term %d", lastTerm, hardState.term());
        Invariant.check(hardState.commit() <= lastIndex, "commit %d, last %d", hardState.commit(), lastIndex);
        Invariant.check(appliedIndex <= lastIndex, "applied %d is ahead of the log's %d", appliedIndex, lastIndex);
        Invariant.check(appliedIndex >= 0 && lastSequence >= 0, "applied %d, batch %d", appliedIndex, lastSequence);
    }
}
