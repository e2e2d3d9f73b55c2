package io.quoin.consensus.raft;

import io.quoin.consensus.Invariant;

/**
 * What a member must remember across a crash besides its log (thesis figure 3.1).
 *
 * @param term newest term this member has seen; only grows
 * @param vote member it voted for in this term; 0 for none; changes within a term only from 0
 * @param commit a hint: everything up to here is committed. Written along with the next batch, never a reason to write
 *     (rule D8), so that it may be behind after a restart
 */
public record HardState(long term, long vote, long commit) {
    /** Of a member that has never run. */
    public static final HardState INITIAL = new HardState(0, 0, 0);

    public HardState {
        Invariant.check(term >= 0 && commit >= 0, "hard state with term %d, commit %d", term, commit);
    }
}
