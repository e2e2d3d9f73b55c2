package io.quoin.server.tools;

import io.quoin.consensus.wal.WalInspection;
import io.quoin.server.member.StoppedDataDirectory;
import io.quoin.statemachine.inspection.LiveKey;
import io.quoin.statemachine.inspection.StoreInspection;
import io.quoin.statemachine.inspection.StoredRecord;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineStats;

/** For programs: a line of type {@code summary}, then lines of type {@code key} and {@code revision}. */
final class JsonDumpReport implements DumpReport {
    private final Output output;

    JsonDumpReport(Output output) {
        this.output = output;
    }

    @Override
    public void summary(
            StoppedDataDirectory directory,
            String engine,
            EngineStats stats,
            StoreInspection store,
            WalInspection log) {
        Checkpoint checkpoint = store.checkpoint();
        JsonLine.of("summary")
                .with("directory", directory.root())
                .with("format", directory.format())
                .with("cluster", Texts.id(directory.ids().clusterId()))
                .with("member", Texts.id(directory.ids().memberId()))
                .with("engine", engine)
                .with("allocatedBytes", stats.allocatedBytes())
                .with("inUseBytes", stats.inUseBytes())
                .with("appliedIndex", checkpoint.appliedIndex())
                .with("appliedTerm", checkpoint.appliedTerm())
                .with("logDamaged", !log.damages().isEmpty())
                .with("logFirstIndex", log.firstIndex())
                .with("logLastIndex", log.lastIndex())
                .with("revision", checkpoint.revision())
                .with("compactedRevision", checkpoint.compactedRevision())
                .with("keys", store.liveKeys().size())
                .with("keyBytes", store.liveKeyBytes())
                .with("valueBytes", store.liveValueBytes())
                .with("revisions", store.revisions())
                .with("records", store.records())
                .with("tombstones", store.tombstones())
                .with("recordBytes", store.recordBytes())
                .with(
                        "alarms",
                        store.alarms().all().stream()
                                .map(alarm -> AlarmNames.of(alarm.type()) + " " + Texts.id(alarm.memberId()))
                                .toList())
                .with("damagedRecords", store.damagedRecords())
                .with("stateHash", Texts.id(store.stateHash()))
                .with("storedStateHash", Texts.id(checkpoint.setHash()))
                .with("sound", store.isSound())
                .writeTo(output);
    }

    @Override
    public void keys(StoreInspection store) {
        store.liveKeys().forEach(this::key);
    }

    private void key(LiveKey live) {
        JsonLine.of("key")
                .with("key", live.key())
                .with("createRevision", live.createRevision())
                .with("modRevision", live.modRevision())
                .with("version", live.version())
                .with("lease", Texts.id(live.lease()))
                .with("valueBytes", live.valueBytes())
                .writeTo(output);
    }

    @Override
    public void beginRevisions(StoreInspection store) {
        // the lines name their fields
    }

    @Override
    public void revision(StoredRecord record) {
        JsonLine line = JsonLine.of("revision").with("revision", record.main()).with("place", record.sub());
        if (record.isDamaged()) {
            line.with("what", "damaged").with("storedBytes", record.storedBytes());
        } else {
            line.with("what", record.fields().isTombstone() ? "tombstone" : "put");
        }
        if (record.isKeyKnown()) {
            line.with("key", record.key());
        }
        if (record.isKeyKnown() && !record.fields().isTombstone()) {
            line.with("createRevision", record.fields().createRevision())
                    .with("version", record.fields().version())
                    .with("lease", Texts.id(record.fields().lease()))
                    .with("valueBytes", record.fields().valueBytes());
        }
        line.writeTo(output);
    }
}
