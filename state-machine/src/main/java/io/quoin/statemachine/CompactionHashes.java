package io.quoin.statemachine;

import io.quoin.statemachine.hash.KeyValueHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The hashes of the history at the last compactions, each taken as it was before its compaction: what members compare,
 * and what HashKV answers at those revisions even when they lie below the compacted revision (etcd's {@code
 * hashStorage}). In memory only; the {@value #HASHES_MAX} of the highest revisions stay. Any thread.
 */
final class CompactionHashes {
    static final int HASHES_MAX = 10;

    private final AtomicReference<List<KeyValueHash>> ascending = new AtomicReference<>(List.of());

    /** The hash at a revision, or null. */
    KeyValueHash at(long revision) {
        for (KeyValueHash hash : ascending.get()) {
            if (hash.revision() == revision) {
                return hash;
            }
        }
        return null;
    }

    /** Adds one. */
    void add(KeyValueHash hash) {
        ascending.updateAndGet(present -> {
            var grown = new ArrayList<>(present);
            grown.add(hash);
            grown.sort(Comparator.comparingLong(KeyValueHash::revision));
            return List.copyOf(grown.subList(Math.max(0, grown.size() - HASHES_MAX), grown.size()));
        });
    }
}
