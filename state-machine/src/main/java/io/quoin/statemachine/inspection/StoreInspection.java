package io.quoin.statemachine.inspection;

import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.alarm.Alarms;
import io.quoin.statemachine.hash.StateHash;
import io.quoin.statemachine.record.RecordFields;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.Table;
import io.quoin.storage.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an engine holds, counted in one scan, and whether its live state is the one that its checkpoint promises. Holds
 * every live key in memory, and no value. Used by one thread.
 */
public final class StoreInspection {
    /** So many damaged records are told by their place; of the others there is the number. */
    public static final int DAMAGED_TOLD_MAX = 100;

    private final Checkpoint checkpoint;
    private final TreeMap<byte[], LiveKey> liveKeys = new TreeMap<>(Arrays::compareUnsigned);
    private final List<StoredRecord> damaged = new ArrayList<>();
    private final Map<Table, Long> entries = new EnumMap<>(Table.class);
    private Alarms alarms = Alarms.NONE;
    private long damagedRecords;
    private long records;
    private long recordBytes;
    private long tombstones;
    private long revisions;
    private long lastMain;

    private StoreInspection(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    /** Looks at everything that a view shows. */
    public static StoreInspection of(Checkpoint checkpoint, View view) {
        var inspection = new StoreInspection(checkpoint);
        StoredRecord.forEach(view, inspection::add);
        inspection.readTables(view);
        return inspection;
    }

    private void add(StoredRecord record) {
        records++;
        recordBytes += record.storedBytes();
        if (record.main() != lastMain) {
            lastMain = record.main();
            revisions++;
        }
        if (record.isDamaged()) {
            damagedRecords++;
            if (damaged.size() < DAMAGED_TOLD_MAX) {
                damaged.add(record);
            }
        }
        if (!record.isKeyKnown()) {
            return;
        }
        byte[] key = record.key();
        RecordFields fields = record.fields();
        if (fields.isTombstone()) {
            tombstones++;
            liveKeys.remove(key);
        } else {
            var live = new LiveKey(
                    key,
                    fields.createRevision(),
                    record.main(),
                    record.sub(),
                    fields.version(),
                    fields.lease(),
                    fields.valueBytes(),
                    record.head().contentHash());
            liveKeys.put(key, live);
        }
    }

    private void readTables(View view) {
        for (Table table : Table.values()) {
            var count = new long[1];
            view.entries(table, (key, value) -> {
                count[0]++;
                if (table == Table.ALARM) {
                    alarms = alarms.with(Alarms.decode(key));
                }
                return true;
            });
            entries.put(table, count[0]);
        }
    }

    /** What the engine says of itself. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** The keys that exist, ascending. */
    public Collection<LiveKey> liveKeys() {
        return Collections.unmodifiableCollection(liveKeys.values());
    }

    /** Number of records: one for each change of a key that compaction has not removed. */
    public long records() {
        return records;
    }

    /** Number of those that are deletions. */
    public long tombstones() {
        return tombstones;
    }

    /** Number of different revisions among the records. */
    public long revisions() {
        return revisions;
    }

    /** What all records take, checksums included. */
    public long recordBytes() {
        return recordBytes;
    }

    /** Bytes of all live keys. */
    public long liveKeyBytes() {
        return liveKeys.values().stream().mapToLong(live -> live.key().length).sum();
    }

    /** Bytes of their values. */
    public long liveValueBytes() {
        return liveKeys.values().stream().mapToLong(LiveKey::valueBytes).sum();
    }

    /** Number of records that cannot be read; where their keys are known they are counted like others. */
    public long damagedRecords() {
        return damagedRecords;
    }

    /** The first {@value #DAMAGED_TOLD_MAX} of them. */
    public List<StoredRecord> damaged() {
        return Collections.unmodifiableList(damaged);
    }

    /** The raised alarms. */
    public Alarms alarms() {
        return alarms;
    }

    /** Number of entries in a side table. */
    public long entries(Table table) {
        return entries.get(table);
    }

    /** Whether nothing was ever applied: there is no state yet to have a hash. */
    public boolean isFresh() {
        return checkpoint.appliedIndex() == 0;
    }

    /** The set hash over what was found, by the definition of {@link StateHash}; 0 of a fresh store. */
    public long stateHash() {
        if (isFresh() && records == 0) {
            return 0;
        }
        long sum = StateHash.ofRevisions(checkpoint.revision(), checkpoint.compactedRevision());
        for (LiveKey live : liveKeys.values()) {
            sum += StateHash.ofKey(live.contentHash(), live.sub());
        }
        for (Alarm alarm : alarms.all()) {
            sum += StateHash.ofAlarm(alarm);
        }
        return sum;
    }

    /** Whether every record is sound and the live state is the one that the checkpoint promises. */
    public boolean isSound() {
        return damagedRecords == 0 && stateHash() == checkpoint.setHash();
    }
}
