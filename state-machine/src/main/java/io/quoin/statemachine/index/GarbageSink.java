package io.quoin.statemachine.index;

/** Receives the versions that a compaction drops, oldest first for each key. Called on the compacting thread. */
@FunctionalInterface
public interface GarbageSink {
    /** The record at this revision, a tombstone's included, is no longer reachable. */
    void dropped(long main, int sub);
}
