package io.quoin.statemachine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryId;
import io.quoin.consensus.EntryType;
import io.quoin.statemachine.HistoryHashes.Begun;
import io.quoin.statemachine.command.Command;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.hash.KeyValueHash;
import io.quoin.statemachine.record.DamageObserver;
import io.quoin.statemachine.record.DamagedRecordException;
import io.quoin.statemachine.record.RecordCodec;
import io.quoin.statemachine.record.StoredForm;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Result;
import io.quoin.statemachine.testing.Results;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.testing.InMemoryDisk;
import io.quoin.storage.testing.InMemoryEngine;
import io.quoin.storage.testing.RecordPosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One flipped bit of a stored record, anywhere: what is served is what was put, or nothing. */
class DamagedRecordsTest {
    private static final List<String> KEYS = List.of("a", "b", "c", "d");
    private static final long REVISION = 6;
    private static final RecordPosition NEWEST_OF_A = new RecordPosition(4, 0);
    private static final RecordPosition NEWEST_OF_B = new RecordPosition(3, 0);

    private final InMemoryDisk disk = new InMemoryDisk();
    private final List<String> told = new ArrayList<>();
    private final DamageObserver observer = new DamageObserver() {
        @Override
        public void met(byte[] key, long main, int sub) {
            told.add(main + "/" + sub + " of " + new String(key, StandardCharsets.UTF_8));
        }

        @Override
        public void applyStopped(EntryId entry, DamagedRecordException reason) {
            told.add("stopped at " + entry.index() + " by " + reason.main());
        }
    };
    private InMemoryEngine engine;
    private ReplicatedStore store;

    DamagedRecordsTest() {
        open();
        apply(put("a", "one"));
        apply(put("b", ""));
        apply(put("a", "two"));
        apply(put("c", "gone"));
        apply(Command.newBuilder()
                .setDeleteRange(DeleteRangeRequest.newBuilder().setKey(utf8("c")))
                .build());
        flushAll();
    }

    private void open() {
        if (engine != null) {
            engine.close();
        }
        engine = disk.open(EngineOptions.DEFAULT);
        store = ReplicatedStore.open(engine, StoreOptions.DEFAULT, null, observer);
    }

    private Result apply(Command command) {
        var entry = new Entry(store.applied().index() + 1, 1, EntryType.COMMAND, Commands.entryData(command));
        var result = (Result) store.apply(entry, true);
        store.publish();
        return result;
    }

    private void flushAll() {
        for (int i = 0; i < 3; i++) {
            store.flush();
            while (store.runSlice()) {
                store.publish();
            }
        }
    }

    private static Command put(String key, String value) {
        return Command.newBuilder()
                .setPut(PutRequest.newBuilder().setKey(utf8(key)).setValue(utf8(value)))
                .build();
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** Each key at each revision. */
    private Map<String, Result> readAll() {
        var read = new TreeMap<String, Result>();
        for (String key : KEYS) {
            for (long revision = 1; revision <= REVISION; revision++) {
                read.put(key + revision, get(key, revision));
            }
        }
        return read;
    }

    private Result get(String key, long revision) {
        var request = RangeRequest.newBuilder().setKey(utf8(key)).setRevision(revision);
        return store.reader().range(store.state(), request.build());
    }

    private int bitsOf(RecordPosition position) {
        return disk.contents().records().get(position).length * Byte.SIZE;
    }

    /** Where the bytes of the value begin in a stored record, and how many there are. */
    private int[] valueOf(RecordPosition position) {
        byte[] stored = disk.contents().records().get(position);
        byte[] record = Arrays.copyOf(stored, stored.length - StoredForm.TRAILER_BYTES);
        var fields = RecordCodec.parse(record);
        return new int[] {fields.valueOffset(), fields.valueBytes()};
    }

    private void flipValueOf(RecordPosition position) {
        disk.flipBit(position, valueOf(position)[0] * Byte.SIZE);
    }

    private void requireTruthOrDamage(Map<String, Result> truth, RecordPosition damaged, String what) {
        readAll().forEach((read, result) -> {
            if (result instanceof Damaged met) {
                boolean needsIt = truth.get(read) instanceof RangeResult sound
                        && RecordCodec.parse(sound.records().getFirst()).modRevision() == damaged.main();
                assertTrue(needsIt && met.main() == damaged.main(), what + ": " + read + " of " + Results.text(result));
            } else {
                assertTrue(Results.same(truth.get(read), result), what + ": " + read + " is " + Results.text(result));
            }
        });
    }

    @Test
    void whereverABitFlipsWhatIsServedIsWhatWasPut() {
        Map<String, Result> truth = readAll();
        long setHash = store.state().setHash();
        int opened = 0;
        int refused = 0;
        for (RecordPosition position : disk.contents().records().keySet()) {
            int[] value = valueOf(position);
            int checksumFrom = bitsOf(position) - Integer.SIZE;
            int trailerFrom = bitsOf(position) - StoredForm.TRAILER_BYTES * Byte.SIZE;
            for (int bit = 0; bit < bitsOf(position); bit++) {
                String what = position + " bit " + bit;
                disk.flipBit(position, bit);
                requireTruthOrDamage(truth, position, what);
                boolean inValue = bit / Byte.SIZE >= value[0] && bit / Byte.SIZE < value[0] + value[1];
                boolean isKeySound = inValue || bit >= trailerFrom;
                told.clear();
                if (isKeySound) {
                    open();
                    assertEquals(setHash, store.state().setHash(), what);
                    assertEquals(inValue || bit >= checksumFrom ? 1 : 0, told.size(), what);
                    requireTruthOrDamage(truth, position, what);
                    opened++;
                } else {
                    var refusal = assertThrows(DamagedRecordException.class, this::open, what);
                    assertEquals(position, new RecordPosition(refusal.main(), refusal.sub()));
                    refused++;
                }
                disk.flipBit(position, bit);
                open();
            }
        }
        assertTrue(opened > 500 && refused > 300, opened + " opened, " + refused + " refused");
        requireTruthOrDamage(truth, new RecordPosition(0, 0), "whole again");
    }

    @Test
    void eachDamagedRecordIsToldOnceWithItsKey() {
        flipValueOf(NEWEST_OF_A);
        open();
        assertEquals(List.of("4/0 of a"), told);
        assertInstanceOf(Damaged.class, get("a", 0));
        assertInstanceOf(Damaged.class, get("a", 4));
        assertThrows(DamagedRecordException.class, () -> hashAll(0));
        assertEquals(List.of("4/0 of a"), told);
        assertEquals(1, store.damagedRecords());
    }

    @Test
    void puttingOrDeletingADamagedKeyHealsItAndTheStateIsWhatItWouldBe() {
        flipValueOf(NEWEST_OF_A);
        open();
        apply(put("a", "three"));
        long healed = store.state().setHash();
        assertArrayEquals(
                RecordCodec.encode(
                        new byte[] {'a'}, 2, 7, 3, ByteBuffer.wrap(utf8("three").toByteArray()), 0),
                ((RangeResult) get("a", 0)).records().getFirst());
        apply(Command.newBuilder()
                .setCompaction(CompactionRequest.newBuilder().setRevision(7))
                .build());
        flushAll();
        assertFalse(disk.contents().records().containsKey(NEWEST_OF_A));

        var whole = new DamagedRecordsTest();
        whole.apply(put("a", "three"));
        assertEquals(whole.store.state().setHash(), healed);
        whole.apply(Command.newBuilder()
                .setCompaction(CompactionRequest.newBuilder().setRevision(7))
                .build());
        whole.flushAll();
        assertEquals(
                whole.disk.contents().records().keySet(),
                disk.contents().records().keySet());
        assertEquals(whole.hashAll(7), hashAll(7));
        told.clear();
        open();
        assertEquals(List.of(), told);
    }

    @Test
    void aCompactionThatKeepsADamagedRecordLeavesItsBytesAlone() {
        flipValueOf(NEWEST_OF_A);
        byte[] damaged = disk.contents().records().get(NEWEST_OF_A).clone();
        open();
        apply(Command.newBuilder()
                .setCompaction(CompactionRequest.newBuilder().setRevision(REVISION))
                .build());
        flushAll();
        assertFalse(disk.contents().records().containsKey(new RecordPosition(2, 0)));
        assertArrayEquals(damaged, disk.contents().records().get(NEWEST_OF_A));
        assertThrows(DamagedRecordException.class, () -> hashAll(0));
    }

    @Test
    void whatNeedsADamagedValueStopsApplyAndNothingElseDoes() {
        flipValueOf(NEWEST_OF_A);
        open();
        Compare version = Compare.newBuilder()
                .setKey(utf8("a"))
                .setTarget(Compare.CompareTarget.VERSION)
                .setVersion(2)
                .build();
        RequestOp putD = RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(utf8("d")).setValue(utf8("x")))
                .build();
        apply(Command.newBuilder()
                .setTxn(TxnRequest.newBuilder().addCompare(version).addSuccess(putD))
                .build());
        assertEquals(1, ((RangeResult) get("d", 0)).count());
        long applied = store.applied().index();
        Compare value = Compare.newBuilder()
                .setKey(utf8("a"))
                .setTarget(Compare.CompareTarget.VALUE)
                .setValue(utf8("two"))
                .build();
        var needsValue = Command.newBuilder()
                .setTxn(TxnRequest.newBuilder().addCompare(value).addSuccess(putD))
                .build();
        assertThrows(DamagedRecordException.class, () -> apply(needsValue));
        assertEquals(applied, store.applied().index());
        assertEquals(List.of("4/0 of a", "stopped at " + (applied + 1) + " by 4"), told);
        assertEquals(1, ((RangeResult) get("b", 0)).count());
        flushAll();
        open();
        assertEquals(applied, store.applied().index());
        assertThrows(DamagedRecordException.class, () -> apply(needsValue));
        assertEquals(applied, store.applied().index());
    }

    @Test
    void anEmptyValueHasNothingThatCouldBeDamagedAlone() {
        assertEquals(0, valueOf(NEWEST_OF_B)[1]);
        assertEquals(1, ((RangeResult) get("b", 0)).count());
    }

    private KeyValueHash hashAll(long revision) {
        try (HashRun run = ((Begun.Running) store.hashes().begin(revision)).run()) {
            while (run.step(2)) {
                // until there is no more
            }
            return run.result();
        }
    }
}
