package io.quoin.server.tools;

import io.quoin.consensus.wal.WalInspection;
import io.quoin.server.member.StoppedDataDirectory;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.inspection.LiveKey;
import io.quoin.statemachine.inspection.StoreInspection;
import io.quoin.statemachine.inspection.StoredRecord;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineStats;
import io.quoin.storage.Table;
import java.util.List;
import java.util.stream.Collectors;

/** For people: labels and values, then tables. */
final class TextDumpReport implements DumpReport {
    private static final int LEASE_COLUMNS = 16;
    private static final int SIZE_COLUMNS = 10;
    private static final int PLACE_COLUMNS = 6;

    private final Output output;
    private int[] widths;

    TextDumpReport(Output output) {
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
        output.field("data directory", directory.root());
        output.field("format", directory.format());
        output.field("cluster", Texts.id(directory.ids().clusterId()));
        output.field("member", Texts.id(directory.ids().memberId()));
        output.field(
                "storage engine",
                engine + ", " + stats.allocatedBytes() + " bytes allocated, " + stats.inUseBytes() + " in use");
        output.field("applied", "entry " + checkpoint.appliedIndex() + " of term " + checkpoint.appliedTerm());
        output.field("log", log(checkpoint, log));
        output.field("revision", store.isFresh() ? "none yet" : checkpoint.revision());
        output.field("compacted at", checkpoint.compactedRevision() < 0 ? "never" : checkpoint.compactedRevision());
        contents(store);
        output.field("state hash", hash(store));
        store.damaged().forEach(record -> output.field("damaged record", damaged(record)));
        long untold = store.damagedRecords() - store.damaged().size();
        if (untold > 0) {
            output.field("damaged records", untold + " more");
        }
    }

    private static String damaged(StoredRecord record) {
        String place = "revision " + record.main() + ", place " + record.sub();
        return record.isKeyKnown()
                ? place + ": the value of key " + Texts.quoted(record.key())
                : place + ": its key is not known, so a server would refuse to start";
    }

    private void contents(StoreInspection store) {
        output.field("live keys", store.liveKeys().size());
        output.field("live bytes", store.liveKeyBytes() + " of keys, " + store.liveValueBytes() + " of values");
        output.field("revisions", store.revisions());
        output.field(
                "records",
                store.records() + ", " + Texts.count(store.tombstones(), "tombstone") + " among them, "
                        + Texts.count(store.recordBytes(), "byte"));
        output.field("alarms", alarms(store.alarms().all()));
        output.field(
                "other tables",
                "lease " + store.entries(Table.LEASE) + ", auth " + store.entries(Table.AUTH) + ", member "
                        + store.entries(Table.MEMBER) + ", meta " + store.entries(Table.META));
    }

    private static String log(Checkpoint checkpoint, WalInspection log) {
        if (!log.damages().isEmpty()) {
            return "damaged; see quoin wal verify";
        }
        if (log.lastIndex() < log.firstIndex()) {
            return "no entries";
        }
        long behind = log.lastIndex() - checkpoint.appliedIndex();
        return "entries " + log.firstIndex() + " to " + log.lastIndex()
                + switch (Long.signum(behind)) {
                    case 1 -> ", " + behind + " of them not in the engine yet";
                    case 0 -> ", all of them in the engine";
                    default -> ", which ends before what is applied: a server would refuse to start";
                };
    }

    private static String alarms(List<Alarm> alarms) {
        return alarms.isEmpty()
                ? "none"
                : alarms.stream().map(TextDumpReport::alarm).collect(Collectors.joining(", "));
    }

    private static String alarm(Alarm alarm) {
        return AlarmNames.of(alarm.type()) + " of member " + Texts.id(alarm.memberId());
    }

    private static String hash(StoreInspection store) {
        String found = Texts.id(store.stateHash());
        return store.stateHash() == store.checkpoint().setHash()
                ? found + ", as stored"
                : found + ", but " + Texts.id(store.checkpoint().setHash())
                        + " was stored: contents are not what they were";
    }

    @Override
    public void keys(StoreInspection store) {
        int number = numberColumns(store);
        output.line("");
        widths = new int[] {number, number, number, LEASE_COLUMNS, SIZE_COLUMNS, 0};
        output.row(widths, List.of("CREATE", "MOD", "VERSION", "LEASE", "VALUE", "KEY"));
        store.liveKeys().forEach(this::key);
    }

    private void key(LiveKey live) {
        output.row(
                widths,
                List.of(
                        Long.toString(live.createRevision()),
                        Long.toString(live.modRevision()),
                        Long.toString(live.version()),
                        lease(live.lease()),
                        Integer.toString(live.valueBytes()),
                        Texts.quoted(live.key())));
    }

    @Override
    public void beginRevisions(StoreInspection store) {
        int number = numberColumns(store);
        output.line("");
        widths =
                new int[] {number, PLACE_COLUMNS, "tombstone".length(), number, number, LEASE_COLUMNS, SIZE_COLUMNS, 0};
        output.row(widths, List.of("REVISION", "PLACE", "WHAT", "CREATE", "VERSION", "LEASE", "VALUE", "KEY"));
    }

    @Override
    public void revision(StoredRecord record) {
        String main = Long.toString(record.main());
        String sub = Integer.toString(record.sub());
        if (!record.isKeyKnown()) {
            String size = Long.toString(record.storedBytes());
            output.row(widths, List.of(main, sub, "damaged", "-", "-", "-", size, "-"));
        } else if (record.fields().isTombstone()) {
            String what = record.isDamaged() ? "damaged" : "tombstone";
            output.row(widths, List.of(main, sub, what, "-", "-", "-", "-", Texts.quoted(record.key())));
        } else {
            output.row(
                    widths,
                    List.of(
                            main,
                            sub,
                            record.isDamaged() ? "damaged" : "put",
                            Long.toString(record.fields().createRevision()),
                            Long.toString(record.fields().version()),
                            lease(record.fields().lease()),
                            Integer.toString(record.fields().valueBytes()),
                            Texts.quoted(record.key())));
        }
    }

    /** No revision and no version has more digits than the newest revision; the titles have eight. */
    private static int numberColumns(StoreInspection store) {
        return Math.max(
                "REVISION".length(),
                Long.toString(store.checkpoint().revision()).length());
    }

    private static String lease(long lease) {
        return lease == 0 ? "-" : Texts.id(lease);
    }
}
