package io.quoin.statemachine;

import io.quoin.api.error.EtcdError;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.alarm.Alarms;
import io.quoin.statemachine.hash.KeyValueHash;
import io.quoin.statemachine.hash.RevisionChecksum;
import io.quoin.statemachine.record.KnownDamage;
import io.quoin.statemachine.record.PendingRecords;
import io.quoin.statemachine.record.PinnedRecords;
import io.quoin.storage.StorageEngine;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * Hashes of published states: HashKV and Hash of etcd. Any thread; nothing here waits. What takes time is a {@link
 * HashRun}, which the caller steps where it does no harm.
 */
public final class HistoryHashes {
    private final PendingRecords pending;
    private final StorageEngine engine;
    private final KnownDamage damage;
    private final Supplier<AppliedState> newest;
    private final CompactionHashes compactions = new CompactionHashes();

    HistoryHashes(PendingRecords pending, StorageEngine engine, KnownDamage damage, Supplier<AppliedState> newest) {
        this.pending = pending;
        this.engine = engine;
        this.damage = damage;
        this.newest = newest;
    }

    /** What a request for a hash comes to at once. */
    public sealed interface Begun {
        /** A compaction left it. */
        record Known(KeyValueHash hash) implements Begun {}

        /** There is none. */
        record Refused(EtcdError error) implements Begun {}

        /** It has to be computed; to be closed. */
        record Running(HashRun run) implements Begun {}
    }

    /**
     * Begins HashKV.
     *
     * @param revision 0 for the newest; a negative one covers nothing, as in etcd
     * @throws io.quoin.storage.EngineBusyException when too many views are open
     */
    public Begun begin(long revision) {
        KeyValueHash known = compactions.at(revision);
        if (known != null) {
            return new Begun.Known(known);
        }
        while (true) {
            AppliedState state = newest.get();
            if (revision > state.revision()) {
                return new Begun.Refused(EtcdError.FUTURE_REV);
            }
            if (revision > 0 && revision < state.compactedRevision()) {
                return new Begun.Refused(EtcdError.COMPACTED);
            }
            HashRun run = open(state, revision == 0 ? state.revision() : revision);
            if (run != null) {
                return new Begun.Running(run);
            }
        }
    }

    /**
     * Begins Hash; what it comes to is said by {@link #contents}.
     *
     * @throws io.quoin.storage.EngineBusyException when too many views are open
     */
    public HashRun beginContents() {
        while (true) {
            AppliedState state = newest.get();
            HashRun run = open(state, state.revision());
            if (run != null) {
                return run;
            }
        }
    }

    /** What a run over the newest revision came to, with revisions and alarms added: equal on members alike. */
    public static int contents(HashRun finished) {
        var checksum = new RevisionChecksum();
        AppliedState state = finished.state();
        checksum.add(ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES)
                .putInt(finished.result().hash())
                .putLong(state.revision())
                .putLong(state.compactedRevision())
                .array());
        for (Alarm alarm : state.alarms().all()) {
            checksum.add(Alarms.encode(alarm));
        }
        return checksum.value();
    }

    /** The run over the history up to a compaction that is just being published, as it was before. Node thread. */
    HashRun beforeCompaction(AppliedState compacted, long previousCompactedRevision) {
        var records = PinnedRecords.open(pending, engine, damage, compacted.compactedRevision());
        return HashRun.beforeCompaction(previousCompactedRevision, compacted, records);
    }

    /** Keeps what a run of a compaction came to. Any thread. */
    public void keep(KeyValueHash hash) {
        compactions.add(hash);
    }

    /** A run, or null when a compaction came between: records of the state may have gone before they were pinned. */
    private HashRun open(AppliedState state, long revision) {
        var records = PinnedRecords.open(pending, engine, damage, revision);
        if (newest.get().compactedRevision() == state.compactedRevision()) {
            return HashRun.upTo(revision, state, records);
        }
        records.close();
        return null;
    }
}
