package io.quoin.consensus.raft.message;

import io.quoin.consensus.Entry;
import io.quoin.consensus.Invariant;
import java.util.List;

/**
 * Entries for a follower's log (thesis §3.5); without entries it asks whether the logs agree up to {@code prevIndex},
 * and tells the commit index.
 *
 * @param prevIndex index before the first entry
 * @param prevTerm term at that index; 0 at index 0
 * @param entries follow {@code prevIndex} without gap; immutable
 * @param commit the leader's commit index
 */
public record AppendRequest(
        long from, long to, long term, long prevIndex, long prevTerm, List<Entry> entries, long commit)
        implements Message {
    public AppendRequest {
        Invariant.check(prevTerm <= term, "append of term %d after term %d", term, prevTerm);
        Invariant.check(
                entries.isEmpty()
                        || (entries.getFirst().index() == prevIndex + 1
                                && entries.getLast().index() == prevIndex + entries.size()
                                && entries.getLast().term() <= term),
                "entries do not follow index %d",
                prevIndex);
    }

    /** Index of the last entry, {@code prevIndex} when there is none. */
    public long lastIndex() {
        return prevIndex + entries.size();
    }
}
