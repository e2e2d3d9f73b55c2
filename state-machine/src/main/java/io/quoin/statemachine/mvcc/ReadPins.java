package io.quoin.statemachine.mvcc;

import java.util.TreeMap;

/**
 * Revisions that long reads still need: compaction removes nothing that is visible at a pinned revision until the pin
 * is let go. It delays only the removal; the compacted revision itself, and who is refused because of it, are the
 * log's to decide. Whoever pins bounds the number of pins and their time.
 *
 * <p>Readers on any thread and the compacting thread meet here for a few instructions at a time.
 */
public final class ReadPins {
    private final TreeMap<Long, Integer> pins = new TreeMap<>();
    private long reached = -1;

    /**
     * Pins what is visible at a revision.
     *
     * @return the pin, or null when compaction has reached beyond it already
     */
    synchronized Pin pin(long revision) {
        if (revision < reached) {
            return null;
        }
        pins.merge(revision, 1, Integer::sum);
        return new Pin(revision);
    }

    /** How far compaction may go now, at most to that revision; from now on nothing below can be pinned. */
    synchronized long reach(long compactedRevision) {
        long allowed = pins.isEmpty() ? compactedRevision : Math.min(compactedRevision, pins.firstKey());
        reached = Math.max(reached, allowed);
        return allowed;
    }

    private synchronized void release(long revision) {
        pins.computeIfPresent(revision, (key, count) -> count == 1 ? null : count - 1);
    }

    /** A pinned revision, to be closed once. */
    final class Pin implements AutoCloseable {
        private final long revision;
        private boolean released;

        private Pin(long revision) {
            this.revision = revision;
        }

        @Override
        public void close() {
            if (!released) {
                released = true;
                release(revision);
            }
        }
    }
}
