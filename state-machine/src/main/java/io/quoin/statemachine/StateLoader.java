package io.quoin.statemachine;

import io.quoin.consensus.EntryId;
import io.quoin.consensus.Invariant;
import io.quoin.statemachine.alarm.Alarms;
import io.quoin.statemachine.hash.StateHash;
import io.quoin.statemachine.index.GarbageQueue;
import io.quoin.statemachine.index.IndexLoad;
import io.quoin.statemachine.index.KeyHistory;
import io.quoin.statemachine.index.KeyIndexWriter;
import io.quoin.statemachine.index.Version;
import io.quoin.statemachine.mvcc.WriteState.Recovered;
import io.quoin.statemachine.record.DamagedRecordException;
import io.quoin.statemachine.record.KnownDamage;
import io.quoin.statemachine.record.RecordFields;
import io.quoin.statemachine.record.RecordHead;
import io.quoin.statemachine.record.StoredForm;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.Table;
import io.quoin.storage.View;
import java.lang.foreign.MemorySegment;

/**
 * Builds index and side tables from what the engine recovered, in one ascending scan. Every checksum is verified, and
 * the set hash over what was found must be the one that the checkpoint promises: a store that lost or gained something
 * does not open. A record whose value alone is damaged takes its place all the same. Versions that a compaction has
 * superseded and not removed yet become garbage again.
 */
final class StateLoader {
    private static final byte[] UNKNOWN_KEY = {};

    private final Checkpoint checkpoint;
    private final GarbageQueue garbage = new GarbageQueue();
    private final KnownDamage damage;
    private final StoredForm storedForm = new StoredForm();
    private final IndexLoad index;
    private long contentSum;

    StateLoader(Checkpoint checkpoint, KnownDamage damage) {
        this.checkpoint = checkpoint;
        this.damage = damage;
        this.index = new IndexLoad(checkpoint.chainDigest());
    }

    /** What was built. */
    record Loaded(Recovered recovered, KeyIndexWriter index, GarbageQueue garbage) {}

    /**
     * Loads everything.
     *
     * @throws DamagedRecordException when more of a record is damaged than its value
     */
    Loaded load(View view) {
        boolean isFresh = checkpoint.appliedIndex() == 0;
        view.scan(1, 0, Long.MAX_VALUE, this::add);
        Alarms alarms = alarms(view);
        alarms.all().forEach(alarm -> contentSum += StateHash.ofAlarm(alarm));
        long revision = isFresh ? 1 : checkpoint.revision();
        long compactedRevision = isFresh ? -1 : checkpoint.compactedRevision();
        if (isFresh) {
            Invariant.check(index.size() == 0, "an engine without a checkpoint holds records");
        } else {
            long setHash = contentSum + StateHash.ofRevisions(revision, compactedRevision);
            Invariant.check(
                    setHash == checkpoint.setHash(),
                    "the engine holds other contents than its checkpoint says: hash %x, promised %x",
                    setHash,
                    checkpoint.setHash());
        }
        var recovered = new Recovered(
                new EntryId(checkpoint.appliedIndex(), checkpoint.appliedTerm()),
                revision,
                compactedRevision,
                alarms,
                contentSum,
                checkpoint.chainDigest());
        return new Loaded(recovered, index.finish(), garbage);
    }

    private boolean add(long main, int sub, MemorySegment stored) {
        RecordHead head = head(main, sub, stored);
        Invariant.check(main <= checkpoint.revision(), "record of revision %d above %d", main, checkpoint.revision());
        RecordFields fields = head.fields();
        int place = index.place(head.record(), fields.keyOffset(), fields.keyBytes());
        KeyHistory before = index.history(place);
        KeyHistory after = after(before, main, sub, head);
        index.set(place, after);
        contentSum += contribution(after) - (before == null ? 0 : contribution(before));
        garbage.changed(index.key(place), before, after);
        return true;
    }

    private RecordHead head(long main, int sub, MemorySegment stored) {
        RecordHead sound = storedForm.soundHead(main, sub, stored);
        if (sound != null) {
            return sound;
        }
        RecordHead head = storedForm.head(main, sub, stored);
        if (head == null) {
            throw new DamagedRecordException(UNKNOWN_KEY, main, sub);
        }
        damage.met(head.key(), main, sub);
        return head;
    }

    private static long contribution(KeyHistory history) {
        return history.isLive() ? StateHash.ofKey(history.contentHash(), history.modSub()) : 0;
    }

    private static KeyHistory after(KeyHistory before, long main, int sub, RecordHead head) {
        RecordFields fields = head.fields();
        long content = head.contentHash();
        if (before == null) {
            return KeyHistory.restored(new Version(main, sub, fields.createRevision(), fields.version()), content);
        }
        KeyHistory after = fields.isTombstone() ? before.delete(main, sub) : before.put(main, sub, content);
        Invariant.check(
                after.version() == fields.version() && after.createMain() == fields.createRevision(),
                "record (%d, %d) does not continue its key's history",
                main,
                sub);
        return after;
    }

    private static Alarms alarms(View view) {
        var found = new Alarms[] {Alarms.NONE};
        view.entries(Table.ALARM, (key, value) -> {
            found[0] = found[0].with(Alarms.decode(key));
            return true;
        });
        return found[0];
    }
}
