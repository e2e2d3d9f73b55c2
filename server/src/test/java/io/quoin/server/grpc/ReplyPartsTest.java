package io.quoin.server.grpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RangeRequest.SortOrder;
import io.quoin.api.etcdserverpb.RangeRequest.SortTarget;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.statemachine.ReplicatedStore;
import io.quoin.statemachine.StoreOptions;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.mvcc.PinnedRead;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.testing.InMemoryDisk;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A response in parts is, byte for byte, the response that is encoded at a stroke. */
class ReplyPartsTest {
    private static final ByteString EVERYTHING = ByteString.copyFrom(new byte[1]);
    private static final long TERM = 3;

    private final ReplicatedStore store =
            ReplicatedStore.open(new InMemoryDisk().open(EngineOptions.DEFAULT), StoreOptions.DEFAULT);
    private final KvResponses responses = new KvResponses(1, 2);

    @Test
    void aResponseThatIsKeptWhileItIsMeasured() {
        write(2_500, 100);
        assertSame(all().build());
    }

    @Test
    void aResponseThatIsReadTwice() {
        write(60, 100_000);
        write(3, 400_000);
        assertSame(all().build());
    }

    /** What is handed over with the last part is not counted while the client takes it. */
    @Test
    void theLastPartIsSmallAlsoWhenAllIsKept() {
        write(2_500, 1_000);
        try (PinnedRead read = store.reader().pinned().range(all().build(), 0)) {
            ReplyParts parts = responses.inParts(read, TERM);
            while (!parts.measure()) {
                read.session().close();
            }
            long last = 0;
            while (!parts.isEnded()) {
                last = parts.nextPart().stream()
                        .mapToLong(piece -> piece.length)
                        .sum();
            }
            assertTrue(last <= ReplyParts.PART_BYTES, last + " bytes");
        }
    }

    @Test
    void everyKindOfRange() {
        write(1_500, 50);
        long old = store.state().revision();
        write(1_700, 60);
        for (RangeRequest request : List.of(
                all().setLimit(1_200).build(),
                all().setRevision(old).build(),
                all().setKeysOnly(true).build(),
                all().setCountOnly(true).build(),
                all().setMinModRevision(old + 10).setLimit(1_001).build(),
                all().setSortTarget(SortTarget.MOD)
                        .setSortOrder(SortOrder.DESCEND)
                        .build(),
                all().setSortTarget(SortTarget.VALUE).setKeysOnly(true).build(),
                all().setSortOrder(SortOrder.DESCEND).setLimit(1_100).build(),
                all().setKey(ByteString.copyFromUtf8("nothing")).clearRangeEnd().build())) {
            assertSame(request);
        }
    }

    @Test
    void aTransactionOfRanges() {
        write(1_100, 50);
        var txn = TxnRequest.newBuilder();
        for (RangeRequest.Builder range : List.of(
                all(),
                all().setLimit(10),
                all().setCountOnly(true),
                all().setKey(ByteString.copyFromUtf8("nothing")).clearRangeEnd())) {
            txn.addSuccess(RequestOp.newBuilder().setRequestRange(range));
        }
        TxnRequest request = txn.build();
        byte[] whole = responses.encode(store.reader().txn(store.state(), request), TERM);
        try (PinnedRead read = store.reader().pinned().txn(request, 0)) {
            assertArrayEquals(whole, inParts(read));
        }
    }

    private void assertSame(RangeRequest request) {
        byte[] whole = responses.encode(store.reader().range(store.state(), request), TERM);
        try (PinnedRead read = store.reader().pinned().range(request, Long.MAX_VALUE)) {
            assertArrayEquals(whole, inParts(read), request::toString);
        }
    }

    private byte[] inParts(PinnedRead read) {
        ReplyParts parts = responses.inParts(read, TERM);
        while (!parts.measure()) {
            read.session().close();
        }
        var out = new ByteArrayOutputStream();
        while (!parts.isEnded()) {
            for (byte[] piece : parts.nextPart()) {
                assertTrue(piece.length > 0 && piece.length <= ReplyParts.PART_BYTES, piece.length + " bytes");
                out.writeBytes(piece);
            }
        }
        assertEquals(parts.bytes(), out.size());
        return out.toByteArray();
    }

    private void write(int keys, int valueBytes) {
        for (int i = 0; i < keys; i++) {
            byte[] put = PutRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8("key" + (10_000 + i)))
                    .setValue(ByteString.copyFrom(new byte[valueBytes]))
                    .build()
                    .toByteArray();
            store.apply(new Entry(store.applied().index() + 1, 1, EntryType.COMMAND, Commands.put(put)), false);
        }
        store.publish();
    }

    private static RangeRequest.Builder all() {
        return RangeRequest.newBuilder().setKey(EVERYTHING).setRangeEnd(EVERYTHING);
    }
}
