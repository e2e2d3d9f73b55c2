package io.quoin.statemachine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.record.RecordCodec;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import io.quoin.statemachine.testing.Results;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.testing.InMemoryDisk;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Each transaction puts the same value to all keys. So whoever reads them at any revision, while the node thread
 * applies and compacts and the flush thread moves records, must find all keys equal, or be told that the revision is
 * compacted.
 */
class ConcurrentReadTest {
    private static final int KEYS = 10;
    private static final int TRANSACTIONS = 4_000;
    private static final int COMPACT_EVERY = 50;
    private static final int READERS = 2;
    private static final ByteString EVERYTHING = ByteString.copyFrom(new byte[1]);

    private final InMemoryDisk disk = new InMemoryDisk();
    private final ReplicatedStore store =
            ReplicatedStore.open(disk.open(EngineOptions.DEFAULT), new StoreOptions(16, 4));
    private final AtomicBoolean finished = new AtomicBoolean();

    @Test
    void readersSeeWholeTransactionsWhateverMovesBelowThem() throws Exception {
        try (var threads = Executors.newFixedThreadPool(READERS + 1)) {
            var others = new ArrayList<Future<Integer>>();
            others.add(threads.submit(this::flushUntilFinished));
            for (int i = 0; i < READERS; i++) {
                long seed = i;
                others.add(threads.submit(() -> readUntilFinished(new SplittableRandom(seed))));
            }
            try {
                write();
            } finally {
                finished.set(true);
            }
            for (Future<Integer> other : others) {
                assertTrue(other.get() > 0, "a thread did nothing");
            }
        }
    }

    private void write() {
        for (int i = 1; i <= TRANSACTIONS; i++) {
            byte[] data = i % COMPACT_EVERY == 0 ? compaction(store.state().revision() - 5) : putAll(i);
            store.apply(new Entry(i, 1, EntryType.COMMAND, data), false);
            store.publish();
            if (store.runSlice()) {
                store.publish();
            }
        }
    }

    private int flushUntilFinished() {
        int flushes = 0;
        do {
            store.flush();
            flushes++;
        } while (!finished.get());
        return flushes;
    }

    private int readUntilFinished(SplittableRandom random) {
        int reads = 0;
        do {
            AppliedState state = store.state();
            long back = random.nextInt(3) == 0 ? 0 : random.nextInt(20);
            long revision = back == 0 ? 0 : Math.max(2, state.revision() - back);
            var request = RangeRequest.newBuilder()
                    .setKey(EVERYTHING)
                    .setRangeEnd(EVERYTHING)
                    .setRevision(Math.min(revision, state.revision()))
                    .build();
            check(store.reader().range(state, request), state);
            reads++;
        } while (!finished.get());
        return reads;
    }

    private static void check(Result result, AppliedState state) {
        if (result instanceof Refused refused) {
            assertEquals(EtcdError.COMPACTED, refused.error());
            return;
        }
        assertTrue(result instanceof RangeResult, () -> Results.text(result));
        var range = (RangeResult) result;
        assertTrue(range.revision() >= state.revision(), "an older state was read");
        assertEquals(range.revision() == 1 ? 0 : KEYS, range.records().size());
        assertEquals(
                range.records().isEmpty() ? 0 : 1,
                range.records().stream()
                        .map(ConcurrentReadTest::value)
                        .distinct()
                        .count(),
                () -> Results.text(result));
    }

    private static ByteString value(byte[] record) {
        return ByteString.copyFrom(RecordCodec.value(record, RecordCodec.parse(record)));
    }

    private static byte[] putAll(int number) {
        var txn = TxnRequest.newBuilder();
        for (int key = 0; key < KEYS; key++) {
            txn.addSuccess(RequestOp.newBuilder()
                    .setRequestPut(PutRequest.newBuilder()
                            .setKey(ByteString.copyFromUtf8("key" + key))
                            .setValue(ByteString.copyFromUtf8("value" + number))));
        }
        return Commands.txn(txn.build().toByteArray());
    }

    private static byte[] compaction(long revision) {
        return Commands.compaction(
                CompactionRequest.newBuilder().setRevision(revision).build().toByteArray());
    }
}
