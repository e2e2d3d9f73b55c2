package io.quoin.statemachine;

import io.quoin.consensus.EntryId;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.alarm.Alarms;
import io.quoin.statemachine.mvcc.Compactor;
import io.quoin.statemachine.mvcc.Compactor.Collected;
import io.quoin.statemachine.record.PendingDeletes;
import io.quoin.statemachine.record.PendingRecords;
import io.quoin.statemachine.record.StoredForm;
import io.quoin.storage.Batch;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineFullException;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.Table;

/**
 * Moves what was published into the engine: one batch with one checkpoint, all of it or nothing. Pending records go
 * only after the commit. When there is nothing to move, it makes durable what an earlier commit may have left to the
 * next.
 *
 * <p>A full engine aborts the batch: everything stays pending and the next call tries again. Any other engine failure
 * passes through; the caller halts. Flush thread.
 */
final class FlushStep {
    private final StorageEngine engine;
    private final PendingRecords records;
    private final PendingDeletes deletes;
    private final StoredForm storedForm = new StoredForm();
    private final Compactor compactor;
    private final CompactionObserver observer;
    private Checkpoint committed;
    private EntryId flushed;
    private long flushedRevision;
    private Alarms flushedAlarms;
    private boolean committedSinceSync;
    private volatile long compactionFinished = -1;
    private volatile EngineFullException failure;

    /**
     * Over an engine that holds the recovered state.
     *
     * @param observer told when compactions end; may be null
     */
    FlushStep(
            StorageEngine engine,
            PendingRecords records,
            PendingDeletes deletes,
            Compactor compactor,
            CompactionObserver observer,
            AppliedState recovered) {
        this.engine = engine;
        this.records = records;
        this.deletes = deletes;
        this.compactor = compactor;
        this.observer = observer;
        this.committed = engine.recovered();
        this.flushed = recovered.applied();
        this.flushedRevision = recovered.revision();
        this.flushedAlarms = recovered.alarms();
    }

    /** Why the last flush did not succeed; null when it did. Any thread. */
    EngineFullException failure() {
        return failure;
    }

    /**
     * What compactions up to this revision drop is deleted, and durably so; -1 when none was finished since the start.
     * Any thread.
     */
    long compactionFinished() {
        return compactionFinished;
    }

    void flush(AppliedState state) {
        Collected collected = compactor.collected();
        PendingDeletes.Slice[] slices = deletes.waitingSlices();
        try {
            if (state.applied().equals(flushed) && slices.length == 0) {
                sync();
            } else {
                boolean compacts = state.compactedRevision() > committed.compactedRevision();
                commit(state, slices);
                letGo(state, slices.length);
                if (compacts) {
                    sync(); // collecting its garbage waits for it
                }
            }
            finishCompaction(collected);
            failure = null;
        } catch (EngineFullException e) {
            failure = e;
            deleteAlone(slices, collected);
        }
    }

    private void sync() {
        if (committedSinceSync) {
            engine.sync();
            committedSinceSync = false;
        }
    }

    /** Ends the compactions whose garbage was collected before this flush, once the last of it has left the engine. */
    private void finishCompaction(Collected collected) {
        if (collected.revision() <= compactionFinished || collected.slices() > deletes.released()) {
            return;
        }
        sync();
        compactionFinished = collected.revision();
        if (observer != null) {
            observer.finished(collected.revision());
        }
    }

    /** What a full engine may still take, and what makes room in it: the deletions, at the checkpoint that it has. */
    private void deleteAlone(PendingDeletes.Slice[] slices, Collected collected) {
        if (slices.length == 0) {
            return;
        }
        try (Batch batch = engine.begin()) {
            delete(batch, slices);
            batch.commit(committed);
            deletes.release(slices.length);
            committedSinceSync = true;
            finishCompaction(collected);
        } catch (EngineFullException e) {
            failure = e;
        }
    }

    private void commit(AppliedState state, PendingDeletes.Slice[] slices) {
        try (Batch batch = engine.begin()) {
            records.forEach(
                    flushedRevision,
                    state.revision(),
                    (main, sub, record) -> batch.putRecord(main, sub, storedForm.encode(main, sub, record)));
            delete(batch, slices);
            putAlarms(batch, state.alarms());
            var checkpoint = new Checkpoint(
                    state.applied().index(),
                    state.applied().term(),
                    state.revision(),
                    state.compactedRevision(),
                    state.setHash(),
                    state.chainDigest());
            batch.commit(checkpoint);
            committed = checkpoint;
        }
    }

    private static void delete(Batch batch, PendingDeletes.Slice[] slices) {
        for (PendingDeletes.Slice slice : slices) {
            for (int i = 0; i < slice.count(); i++) {
                batch.deleteRecord(slice.main(i), slice.sub(i));
            }
        }
    }

    private void putAlarms(Batch batch, Alarms alarms) {
        for (Alarm alarm : alarms.all()) {
            if (!flushedAlarms.contains(alarm)) {
                batch.putEntry(Table.ALARM, Alarms.encode(alarm), new byte[0]);
            }
        }
        for (Alarm alarm : flushedAlarms.all()) {
            if (!alarms.contains(alarm)) {
                batch.deleteEntry(Table.ALARM, Alarms.encode(alarm));
            }
        }
    }

    private void letGo(AppliedState state, int slices) {
        records.release(flushedRevision, state.revision());
        deletes.release(slices);
        committedSinceSync = true;
        flushed = state.applied();
        flushedRevision = state.revision();
        flushedAlarms = state.alarms();
    }
}
