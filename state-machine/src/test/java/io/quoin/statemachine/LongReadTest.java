package io.quoin.statemachine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RangeRequest.SortOrder;
import io.quoin.api.etcdserverpb.RangeRequest.SortTarget;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.mvcc.PinnedRead;
import io.quoin.statemachine.mvcc.RangeChunks;
import io.quoin.statemachine.result.OpenRange;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.testing.InMemoryDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Reads that go on while others write and compact: pinned ones, and those in chunks. */
class LongReadTest {
    private static final int KEYS = 500;
    private static final int TARGET_BYTES = 10_000;
    private static final ByteString EVERYTHING = ByteString.copyFrom(new byte[1]);

    private final CountingEngine engine = new CountingEngine(new InMemoryDisk().open(EngineOptions.DEFAULT));
    private final ReplicatedStore store = ReplicatedStore.open(engine, StoreOptions.DEFAULT);

    @Test
    void aPinnedReadFindsItsRecordsAfterACompactionPassedThem() {
        writeAll(30);
        RangeResult expected = (RangeResult) store.reader().range(store.state(), all().build());
        try (PinnedRead read = store.reader().pinned().range(all().build(), 0)) {
            writeAll(30);
            compactEverything();

            assertRecords(expected.records(), load(read));
            assertRecords(expected.records(), load(read));
            assertEquals(2, versionsOf(key(0)));
        }
        compactEverything();

        assertEquals(1, versionsOf(key(0)));
    }

    @Test
    void compactionGoesOnWhenThePinIsLetGo() {
        writeAll(30);
        writeAll(30);
        long old = store.state().revision() - KEYS / 2;
        PinnedRead read = store.reader().pinned().range(all().setRevision(old).build(), 0);
        compactEverything();
        assertEquals(KEYS, load(read).size());

        read.close();
        compactEverything();

        try (PinnedRead late =
                store.reader().pinned().range(all().setRevision(old).build(), 0)) {
            assertEquals(
                    EtcdError.COMPACTED,
                    assertInstanceOf(Refused.class, late.result()).error());
        }
    }

    @Test
    void aRangeThatNeedsTooManyBytesToBeSortedByValueIsRefused() {
        writeAll(1_000);
        var byValue = all().setSortTarget(SortTarget.VALUE).setSortOrder(SortOrder.DESCEND);
        try (PinnedRead read = store.reader().pinned().range(byValue.build(), 100_000)) {
            Refused refused = assertInstanceOf(Refused.class, read.result());
            assertEquals(EtcdError.REQUEST_TOO_MANY_REQUESTS, refused.error());
        }
        try (PinnedRead read =
                store.reader().pinned().range(byValue.setLimit(50).build(), 100_000)) {
            assertEquals(50, load(read).size());
        }
    }

    @Test
    void chunksBeginWithTenKeysAndDoubleUntilTheyHaveHalfTheTarget() {
        writeAll(30);

        List<RangeResult> chunks = chunks(all().build());

        List<Integer> sizes =
                chunks.stream().map(chunk -> chunk.records().size()).toList();
        assertEquals(List.of(10, 20, 40, 80, 160, 160, 30), sizes);
        for (RangeResult chunk : chunks.subList(0, chunks.size() - 1)) {
            assertEquals(0, chunk.count());
            assertFalse(chunk.more());
        }
        assertEquals(KEYS, chunks.getLast().count());
    }

    @Test
    void aChunkEndsWhenItHasTwiceItsSizeInBytes() {
        writeAll(30);
        write(Commands::put, put(600, 9_000));
        write(Commands::put, put(601, 9_000));
        write(Commands::put, put(602, 9_000));
        write(Commands::put, put(603, 9_000));
        store.publish();

        for (RangeResult chunk : chunks(all().build())) {
            long bytes = chunk.records().stream().mapToLong(each -> each.length).sum();
            assertTrue(bytes <= 2 * TARGET_BYTES + 9_100, bytes + " bytes");
        }
    }

    @Test
    void chunksTogetherAreTheRange() {
        writeAll(30);
        long old = store.state().revision() - 100;
        writeAll(30);
        for (RangeRequest request : List.of(
                all().build(),
                all().setLimit(7).build(),
                all().setLimit(10).build(),
                all().setLimit(333).build(),
                all().setLimit(-1).build(),
                all().setRevision(old).setLimit(100).build(),
                all().setKeysOnly(true).build(),
                all().setCountOnly(true).build(),
                all().setKey(ByteString.copyFromUtf8("x"))
                        .setRangeEnd(ByteString.copyFromUtf8("b"))
                        .build(),
                all().setKey(key(3)).clearRangeEnd().build())) {
            RangeResult whole = (RangeResult) store.reader().range(store.state(), request);
            List<RangeResult> chunks = chunks(request);
            List<byte[]> records = new ArrayList<>();
            chunks.forEach(chunk -> records.addAll(chunk.records()));

            assertRecords(whole.records(), records);
            assertEquals(whole.count(), chunks.getLast().count(), request::toString);
            assertEquals(whole.more(), chunks.getLast().more(), request::toString);
            assertEquals(whole.revision(), chunks.getLast().revision(), request::toString);
        }
    }

    @Test
    void chunksSeeNothingOfLaterWritesUntilACompactionPassesThem() {
        writeAll(30);
        RangeRequest everything = all().build();
        RangeChunks chunks = store.reader().chunks(store.state(), everything, TARGET_BYTES);
        RangeResult before = (RangeResult) store.reader().range(store.state(), everything);
        assertRecords(before.records().subList(0, 10), ((RangeResult) chunks.next()).records());

        writeAll(40);
        assertRecords(before.records().subList(10, 30), ((RangeResult) chunks.next()).records());
        compactEverything();

        assertEquals(
                EtcdError.COMPACTED,
                assertInstanceOf(Refused.class, chunks.next()).error());
        assertTrue(chunks.isEnded());
    }

    @Test
    void aStreamHoldsNoEngineViewBetweenChunks() {
        writeAll(30);
        compactEverything();
        engine.reset();
        RangeChunks chunks = store.reader().chunks(store.state(), all().build(), TARGET_BYTES);

        chunks.next();
        chunks.next();

        assertEquals(0, engine.openViews());
    }

    private int versionsOf(ByteString key) {
        int[] versions = new int[1];
        store.state().index().get(key.toByteArray()).forEachVersion(version -> versions[0]++);
        return versions[0];
    }

    private List<RangeResult> chunks(RangeRequest request) {
        RangeChunks chunks = store.reader().chunks(store.state(), request, TARGET_BYTES);
        List<RangeResult> all = new ArrayList<>();
        while (!chunks.isEnded()) {
            Result next = chunks.next();
            all.add(assertInstanceOf(RangeResult.class, next));
        }
        return all;
    }

    private static List<byte[]> load(PinnedRead read) {
        OpenRange.Rows rows = assertInstanceOf(OpenRange.class, read.result()).rows(read.session());
        List<byte[]> records = new ArrayList<>();
        while (rows.next()) {
            int length = rows.length();
            records.add(rows.record());
            assertEquals(length, records.getLast().length);
        }
        read.session().close();
        return records;
    }

    private static void assertRecords(List<byte[]> expected, List<byte[]> actual) {
        assertArrayEquals(expected.toArray(), actual.toArray());
    }

    private void writeAll(int valueBytes) {
        for (int i = 0; i < KEYS; i++) {
            write(Commands::put, put(i, valueBytes));
        }
        store.publish();
    }

    /** Compacts at the newest revision and removes what may be removed. */
    private void compactEverything() {
        if (store.state().compactedRevision() < store.state().revision()) {
            write(
                    Commands::compaction,
                    CompactionRequest.newBuilder()
                            .setRevision(store.state().revision())
                            .build());
        }
        do {
            store.publish();
            store.flush();
            store.flush();
        } while (store.runSlice());
    }

    private void write(UnaryOperator<byte[]> command, MessageLite request) {
        var entry = new Entry(store.applied().index() + 1, 1, EntryType.COMMAND, command.apply(request.toByteArray()));
        store.apply(entry, false);
    }

    private static PutRequest put(int i, int valueBytes) {
        return PutRequest.newBuilder()
                .setKey(key(i))
                .setValue(ByteString.copyFrom(new byte[valueBytes]))
                .build();
    }

    private static ByteString key(int i) {
        return ByteString.copyFromUtf8("key" + (10_000 + i));
    }

    private static RangeRequest.Builder all() {
        return RangeRequest.newBuilder().setKey(EVERYTHING).setRangeEnd(EVERYTHING);
    }
}
