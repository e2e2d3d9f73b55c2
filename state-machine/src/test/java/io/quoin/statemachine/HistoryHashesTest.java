package io.quoin.statemachine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.statemachine.HistoryHashes.Begun;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.hash.KeyValueHash;
import io.quoin.statemachine.record.DamageObserver;
import io.quoin.statemachine.record.PendingDeletes;
import io.quoin.statemachine.testing.EtcdHashes;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.testing.InMemoryDisk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** HashKV against etcd's algorithm, with flushes, slices of compaction and slow hashing at any moment. */
class HistoryHashesTest {
    private static final long SEED = 20_261_121;
    private static final int KEYS = 4;

    private final StorageEngine engine = new InMemoryDisk().open(EngineOptions.DEFAULT);
    private final List<HashRun> begun = new ArrayList<>();
    private final Map<Long, EtcdHashes.Answer> kept = new HashMap<>();
    private final EtcdHashes etcd = new EtcdHashes();
    private final Observer observer = new Observer();
    private final ReplicatedStore store =
            ReplicatedStore.open(engine, new StoreOptions(2, 3), observer, DamageObserver.NONE);
    private final SplittableRandom random = new SplittableRandom(SEED);
    private long finished = -1;

    private final class Observer implements CompactionObserver {
        @Override
        public void began(HistoryHashes hashes, HashRun run) {
            begun.add(run);
        }

        @Override
        public void finished(long revision) {
            finished = revision;
        }
    }

    @Test
    void everyHashIsEtcdsWhateverIsFlushedAndCompacted() {
        for (int round = 0; round < 150; round++) {
            write();
            work();
            if (random.nextInt(8) == 0) {
                compact();
            }
            if (random.nextInt(4) == 0) {
                compareAll();
            }
        }
        finishHashes();
        compareAll();
        assertTrue(kept.size() > CompactionHashes.HASHES_MAX, "seed " + SEED);
    }

    private void compareAll() {
        long revision = store.state().revision();
        long compacted = store.state().compactedRevision();
        for (long at = Math.max(1, compacted); at <= revision; at++) {
            boolean isKept = begun.isEmpty() && kept.containsKey(at);
            EtcdHashes.Answer want = isKept ? kept.get(at) : etcd.hash(at);
            KeyValueHash hash = hashAt(at);
            assertEquals(
                    want, new EtcdHashes.Answer(hash.hash(), hash.compactRevision()), "seed " + SEED + " at " + at);
            assertEquals(at, hash.revision());
        }
    }

    private KeyValueHash hashAt(long revision) {
        return switch (store.hashes().begin(revision)) {
            case Begun.Known known -> known.hash();
            case Begun.Running running -> result(running.run());
            case Begun.Refused refused -> throw new AssertionError(revision + ": " + refused);
        };
    }

    private KeyValueHash result(HashRun run) {
        try (run) {
            while (run.step(1 + random.nextInt(5))) {
                work();
            }
            return run.result();
        }
    }

    /** A flush, or a slice of compaction, or neither. */
    private void work() {
        switch (random.nextInt(6)) {
            case 0, 1 -> store.flush();
            case 2, 3 -> {
                if (store.runSlice()) {
                    store.publish();
                }
            }
            case 4 -> finishHashes();
            default -> {
                // Time passes.
            }
        }
    }

    private void finishHashes() {
        List<HashRun> runs = List.copyOf(begun);
        begun.clear();
        for (HashRun run : runs) {
            store.hashes().keep(resultAtOnce(run));
        }
    }

    private static KeyValueHash resultAtOnce(HashRun run) {
        try (run) {
            while (run.step(7)) {
                assertTrue(run.revision() >= 0);
            }
            return run.result();
        }
    }

    private void write() {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        long main = store.state().revision() + 1;
        int sub = 0;
        boolean deletesAll = random.nextInt(12) == 0;
        for (int i = 0; i < KEYS; i++) {
            String key = "key-" + i;
            if (deletesAll || random.nextInt(6) == 0) {
                txn.addSuccess(RequestOp.newBuilder().setRequestDeleteRange(deletion(key)));
                sub += etcd.delete(key, main, sub) ? 1 : 0;
            } else if (random.nextInt(3) == 0) {
                txn.addSuccess(RequestOp.newBuilder().setRequestPut(put(key, "of " + main)));
                etcd.put(key, "of " + main, main, sub++);
            }
        }
        apply(Commands.txn(txn.build().toByteArray()));
    }

    private void compact() {
        long compacted = store.state().compactedRevision();
        long revision = store.state().revision();
        if (compacted < revision) {
            long at = compacted + 1 + random.nextLong(revision - compacted);
            kept.put(at, etcd.compact(at));
            apply(compaction(at));
        }
    }

    private static byte[] compaction(long revision) {
        return Commands.compaction(
                CompactionRequest.newBuilder().setRevision(revision).build().toByteArray());
    }

    private void apply(byte[] entryData) {
        store.apply(new Entry(store.applied().index() + 1, 1, EntryType.COMMAND, entryData), false);
        store.publish();
    }

    private void put(String key) {
        apply(Commands.put(put(key, "value").toByteArray()));
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build();
    }

    private static DeleteRangeRequest deletion(String key) {
        return DeleteRangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .build();
    }

    @Test
    void revisionsOutsideTheHistoryAreRefusedUnlessACompactionLeftTheirHash() {
        put("key");
        put("key");
        put("key");
        apply(compaction(3));
        assertEquals(new Begun.Refused(EtcdError.FUTURE_REV), store.hashes().begin(5));
        assertEquals(new Begun.Refused(EtcdError.COMPACTED), store.hashes().begin(2));
        assertEquals(3, hashAt(3).compactRevision());
        finishHashes();
        apply(compaction(4));
        assertEquals(-1, hashAt(3).compactRevision());
        assertInstanceOf(Begun.Known.class, store.hashes().begin(3));
        finishHashes();
        assertEquals(3, hashAt(4).compactRevision());
        KeyValueHash ofNothing = hashAt(-1);
        assertEquals(-1, ofNothing.revision());
        assertEquals(4, ofNothing.compactRevision());
    }

    @Test
    void aCompactionIsFinishedWhenItsDeletionsAreDurable() {
        put("key");
        put("key");
        assertTrue(!store.flushWanted());
        apply(compaction(3));
        assertTrue(store.flushWanted(), "its revision has to be durable first");
        store.flush();
        assertEquals(3, engine.durable().compactedRevision());
        while (store.runSlice()) {
            store.publish();
        }
        assertEquals(-1, finished);
        assertTrue(store.flushWanted(), "the last of its deletions");
        store.flush();
        assertEquals(3, finished);
        assertEquals(3, store.compactionFinished());
        assertEquals(1, engine.stats().records());
        assertTrue(!store.flushWanted());
    }

    @Test
    void aFlushIsWantedWhenNoMoreDeletionsMayWait() {
        int versions = 4 * PendingDeletes.SLICES_MAX; // two versions are a slice here
        for (int i = 0; i < versions; i++) {
            put("key");
        }
        store.flush();
        apply(compaction(versions));
        store.flush();
        assertTrue(store.runSlice());
        assertTrue(!store.flushWanted());
        int slices = 1;
        while (store.runSlice()) {
            slices++;
        }
        assertEquals(PendingDeletes.SLICES_MAX, slices);
        assertTrue(store.flushWanted(), "no more may wait, and there are more");
        store.flush();
        assertTrue(store.runSlice(), "there is room again");
    }

    @Test
    void theHashOfTheContentsCoversRevisionsAndKeys() {
        put("key");
        int before = contents();
        assertEquals(before, contents());
        store.flush();
        assertEquals(before, contents());
        put("key");
        assertNotEquals(before, contents());
        int afterPut = contents();
        apply(compaction(2));
        assertNotEquals(afterPut, contents());
    }

    private int contents() {
        HashRun run = store.hashes().beginContents();
        resultAtOnce(run);
        return HistoryHashes.contents(run);
    }
}
