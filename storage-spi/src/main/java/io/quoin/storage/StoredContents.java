package io.quoin.storage;

/**
 * What an engine holds that nobody has open: the view of its last commit, whether or not that was durable. Used by one
 * thread at a time; must be closed.
 */
public interface StoredContents extends View {
    /** The checkpoint of that commit; {@link Checkpoint#NONE} when the engine is fresh. */
    Checkpoint checkpoint();

    /** Figures; of open views there are none. */
    EngineStats stats();
}
