package io.quoin.consensus.raft;

import io.quoin.consensus.Entry;
import io.quoin.consensus.Invariant;
import java.util.List;

/**
 * One unit of writing: after a crash either all of it is there or none (rule D7). In order: the hard state is replaced,
 * the log is cut from {@code truncateFrom} on, the entries are added.
 *
 * @param sequence strictly increasing by one, across restarts too
 * @param hardState the new hard state, or null when unchanged
 * @param truncateFrom first index to be dropped from what earlier batches wrote; 0 when nothing is
 * @param entries ascending without gap; immutable; may be empty
 */
public record PersistBatch(long sequence, HardState hardState, long truncateFrom, List<Entry> entries) {
    public PersistBatch {
        Invariant.check(sequence > 0, "batch sequence %d", sequence);
        Invariant.check(
                truncateFrom == 0 || entries.isEmpty() || entries.getFirst().index() == truncateFrom,
                "batch %d cuts from %d but does not continue there",
                sequence,
                truncateFrom);
    }
}
