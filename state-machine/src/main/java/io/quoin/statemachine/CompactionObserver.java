package io.quoin.statemachine;

/** Told of compactions, so that they are hashed before their records go, and callers can wait for their end. */
public interface CompactionObserver {
    /**
     * A compaction was published; nothing of it is deleted yet. The run holds what its hash needs, whatever is deleted
     * from now on, and is the observer's to step and close; what it comes to is kept with {@link HistoryHashes#keep}.
     * Node thread; must not block.
     */
    void began(HistoryHashes hashes, HashRun run);

    /**
     * All that compactions up to this revision drop is deleted from the engine, and durably so: no restart resumes
     * them. Flush thread; must not block.
     */
    void finished(long revision);
}
