package io.quoin.statemachine;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.hash.StateHash;
import io.quoin.statemachine.record.RecordCodec;
import io.quoin.statemachine.record.StoredForm;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Result;
import io.quoin.statemachine.testing.NaiveStore;
import io.quoin.statemachine.testing.Results;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.testing.InMemoryDisk;
import io.quoin.storage.testing.InMemoryEngine;
import io.quoin.storage.testing.RecordPosition;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Runs a sequence against the store and the model side by side and says where they differ. At the end it reads
 * everything at every revision, lets compaction finish, compares what the engine holds record by record, and reopens.
 */
final class SequenceRun {
    private static final ByteString EVERYTHING = ByteString.copyFrom(new byte[1]);
    private static final int UNSYNCED_COMMITS_MAX = 3;
    private static final long TERM = 1;

    private final InMemoryDisk disk = new InMemoryDisk(UNSYNCED_COMMITS_MAX);
    private final List<Entry> log = new ArrayList<>();
    private final List<Result> expected = new ArrayList<>();
    private final NaiveStore model = new NaiveStore();
    private InMemoryEngine engine = disk.open(EngineOptions.DEFAULT);
    private AppliedState held;
    private ReplicatedStore store = ReplicatedStore.open(engine, new StoreOptions(2, 3));

    /** Null when store and model agree, else the first difference. */
    static String difference(List<Step> steps) {
        try {
            var run = new SequenceRun();
            for (Step step : steps) {
                run.run(step);
            }
            run.finish();
            return null;
        } catch (AssertionError e) {
            return e.getMessage();
        } catch (RuntimeException | Error e) {
            return e + " at " + e.getStackTrace()[0];
        }
    }

    private void run(Step step) {
        switch (step) {
            case Step.Apply(var command, var resultWanted) -> {
                log.add(new Entry(log.size() + 1, TERM, EntryType.COMMAND, Commands.entryData(command)));
                expected.add(model.apply(command));
                apply(log.size(), resultWanted);
            }
            case Step.Read(var request) -> {
                store.publish();
                compare(request, model.range(request), store.reader().range(store.state(), request));
            }
            case Step.ReadTxn(var request) -> {
                store.publish();
                compare(request, model.readTxn(request), store.reader().txn(store.state(), request));
            }
            case Step.Hold() -> {
                store.publish();
                held = store.state();
            }
            case Step.ReadHeld(var request) -> readHeld(request);
            case Step.Publish() -> store.publish();
            case Step.Flush() -> flush();
            case Step.FlushWhileFull() -> flushWhileFull();
            case Step.Slice() -> {
                if (store.runSlice()) {
                    store.publish();
                }
            }
            case Step.Crash(var commitsKept) -> crash(commitsKept);
        }
    }

    /** What was true at the held revision, told with that revision, unless compaction has passed it by now. */
    private void readHeld(RangeRequest request) {
        if (held == null) {
            return;
        }
        var pinned = request.toBuilder().setRevision(held.revision()).build();
        if (model.range(pinned) instanceof RangeResult(var _, var records, var more, var count)) {
            var wanted = new RangeResult(held.revision(), records, more, count);
            compare(
                    pinned,
                    wanted,
                    store.reader()
                            .range(held, request.toBuilder().clearRevision().build()));
        }
    }

    private void apply(int index, boolean resultWanted) {
        var result = (Result) store.apply(log.get(index - 1), resultWanted);
        if (resultWanted) {
            compare(index, expected.get(index - 1), result);
        } else {
            require(result == null, "entry %d has a result that nobody wanted", index);
        }
    }

    private void flush() {
        store.flush();
        require(store.flushFailure() == null, "flush failed");
    }

    private void flushWhileFull() {
        disk.capacityBytes(0);
        long pendingBefore = store.pendingBytes();
        store.flush();
        require(store.flushFailure() == null || store.pendingBytes() == pendingBefore, "a failed flush let go");
        disk.capacityBytes(Long.MAX_VALUE);
    }

    private void crash(int commitsKept) {
        store.publish();
        AppliedState before = store.state();
        disk.crash(Math.min(commitsKept, disk.unsyncedCommits()));
        reopen();
        requireSame(before);
    }

    private void reopen() {
        held = null; // readers end with their process
        engine = disk.open(EngineOptions.DEFAULT);
        store = ReplicatedStore.open(engine, new StoreOptions(2, 3));
        for (int index = (int) store.applied().index() + 1; index <= log.size(); index++) {
            apply(index, true);
        }
        store.publish();
    }

    private void requireSame(AppliedState before) {
        AppliedState after = store.state();
        require(after.applied().equals(before.applied()), "applied %s, was %s", after.applied(), before.applied());
        require(after.setHash() == before.setHash(), "set hash differs after reopening");
        require(after.chainDigest() == before.chainDigest(), "chained digest differs after reopening");
        require(after.alarms().all().equals(before.alarms().all()), "alarms differ after reopening");
    }

    private void finish() {
        store.publish();
        readEveryRevision();
        drain();
        readEveryRevision();
        compareEngine();
        AppliedState before = store.state();
        engine.close();
        reopen();
        requireSame(before);
        require(store.pendingBytes() == 0, "something was pending after a clean stop");
        readEveryRevision();
    }

    private void drain() {
        do {
            store.publish();
            flush();
            flush();
        } while (store.runSlice());
        flush();
        require(store.pendingBytes() == 0, "%d bytes pending after flush", store.pendingBytes());
    }

    private void readEveryRevision() {
        require(
                store.state().revision() == model.revision(),
                "revision %d",
                store.state().revision());
        require(store.state().compactedRevision() == model.compactedRevision(), "compacted revision differs");
        require(store.state().alarms().all().equals(model.alarms()), "alarms differ");
        require(store.state().setHash() == setHashOfModel(), "set hash is not that of the contents");
        for (long revision = 1; revision <= model.revision() + 1; revision++) {
            var request = RangeRequest.newBuilder()
                    .setKey(EVERYTHING)
                    .setRangeEnd(EVERYTHING)
                    .setRevision(revision)
                    .build();
            compare(request, model.range(request), store.reader().range(store.state(), request));
        }
    }

    /** The set hash, summed anew over what the model holds. */
    private long setHashOfModel() {
        var newest = new TreeMap<ByteString, NaiveStore.Change>(ByteString.unsignedLexicographicalComparator());
        model.retained().forEach(change -> newest.put(change.key(), change));
        long sum = StateHash.ofRevisions(model.revision(), model.compactedRevision());
        for (NaiveStore.Change change : newest.values()) {
            if (change.pair() != null) {
                sum += StateHash.ofKey(StateHash.ofContent(change.pair().toByteArray()), change.sub());
            }
        }
        for (Alarm alarm : model.alarms()) {
            sum += StateHash.ofAlarm(alarm);
        }
        return sum;
    }

    private void compareEngine() {
        var wanted = new TreeMap<RecordPosition, byte[]>();
        var storedForm = new StoredForm();
        for (NaiveStore.Change change : model.retained()) {
            byte[] record = change.pair() == null
                    ? RecordCodec.encodeTombstone(change.key().toByteArray())
                    : change.pair().toByteArray();
            wanted.put(
                    new RecordPosition(change.main(), change.sub()),
                    storedForm.encode(change.main(), change.sub(), record).toArray(ValueLayout.JAVA_BYTE));
        }
        var held = disk.contents().records();
        require(wanted.keySet().equals(held.keySet()), "engine holds %s, wanted %s", held.keySet(), wanted.keySet());
        wanted.forEach((position, record) ->
                require(Arrays.equals(record, held.get(position)), "record %s differs", position));
    }

    private static void compare(Object what, Result wanted, Result got) {
        if (got == null || !Results.same(wanted, got)) {
            throw new AssertionError(
                    "at " + what + "\n  model: " + Results.text(wanted) + "\n  store: " + Results.text(got));
        }
    }

    private static void require(boolean condition, String format, Object... arguments) {
        if (!condition) {
            throw new AssertionError(format.formatted(arguments));
        }
    }
}
