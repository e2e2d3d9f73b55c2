package io.quoin.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.KVGrpc;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.PutResponse;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key-value service through grpc-java's generated stubs, over real connections. */
class GrpcJavaIT {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    private Path directory;

    private PackagedServer server;
    private ManagedChannel channel;
    private KVGrpc.KVBlockingStub kv;

    @BeforeEach
    void start() throws IOException {
        server = PackagedServer.start(directory.resolve("data"));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .flowControlWindow(65_535) // small, so that a large answer needs many window updates
                .maxInboundMessageSize(64 * MEBIBYTE)
                .build();
        kv = KVGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
    }

    @Test
    void putGetAndDeleteWork() {
        long revision = put("a", "1");
        put("b", "2");

        var found = within(kv)
                .range(RangeRequest.newBuilder()
                        .setKey(bytes("a"))
                        .setRangeEnd(bytes("c"))
                        .build());
        assertEquals(2, found.getCount());
        assertEquals("1", found.getKvs(0).getValue().toStringUtf8());
        assertEquals(revision, found.getKvs(0).getModRevision());

        var deleted = within(kv)
                .deleteRange(DeleteRangeRequest.newBuilder()
                        .setKey(bytes("a"))
                        .setPrevKv(true)
                        .build());
        assertEquals(1, deleted.getDeleted());
        assertEquals("1", deleted.getPrevKvs(0).getValue().toStringUtf8());
        assertEquals(revision + 2, deleted.getHeader().getRevision());
    }

    @Test
    void aTransactionTakesTheBranchOfItsComparison() {
        long revision = put("a", "1");
        var transaction = TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setKey(bytes("a"))
                        .setTarget(Compare.CompareTarget.MOD)
                        .setResult(Compare.CompareResult.EQUAL)
                        .setModRevision(revision))
                .addSuccess(RequestOp.newBuilder().setRequestPut(putOf("a", bytes("2"))))
                .addFailure(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(bytes("a"))))
                .build();

        var first = within(kv).txn(transaction);
        var second = within(kv).txn(transaction);

        assertTrue(first.getSucceeded());
        assertEquals(revision + 1, first.getHeader().getRevision());
        assertFalse(second.getSucceeded());
        assertEquals(
                "2",
                second.getResponses(0).getResponseRange().getKvs(0).getValue().toStringUtf8());
    }

    @Test
    void aCompactedRevisionIsRefusedWithItsCodeAndText() {
        long revision = put("a", "1");
        put("a", "2");
        within(kv)
                .compact(
                        CompactionRequest.newBuilder().setRevision(revision + 1).build());

        var refusal = assertThrows(
                StatusRuntimeException.class,
                () -> within(kv)
                        .range(RangeRequest.newBuilder()
                                .setKey(bytes("a"))
                                .setRevision(revision)
                                .build()));
        assertRefused(EtcdError.COMPACTED, refusal);
    }

    @Test
    void aLargeRequestAndALargerAnswerAreSplitOverFramesAndJoined() {
        ByteString large = ByteString.copyFrom(new byte[MEBIBYTE]);
        for (int i = 0; i < 8; i++) {
            within(kv).put(putOf("large/" + i, large));
        }

        var found = within(kv)
                .range(RangeRequest.newBuilder()
                        .setKey(bytes("large/"))
                        .setRangeEnd(bytes("large0"))
                        .build());
        assertEquals(8, found.getKvsCount());
        found.getKvsList().forEach(pair -> assertEquals(large, pair.getValue()));
    }

    @Test
    void aRequestOverTheLimitIsRefusedByTheServiceAndAFarLargerOneByTheTransport() {
        var tooLarge = assertThrows(
                StatusRuntimeException.class,
                () -> within(kv).put(putOf("a", ByteString.copyFrom(new byte[3 * MEBIBYTE / 2]))));
        assertRefused(EtcdError.REQUEST_TOO_LARGE, tooLarge);

        PutRequest huge = putOf("a", ByteString.copyFrom(new byte[4 * MEBIBYTE]));
        var farTooLarge =
                assertThrows(StatusRuntimeException.class, () -> within(kv).put(huge));
        assertEquals(Code.RESOURCE_EXHAUSTED, farTooLarge.getStatus().getCode());
        assertEquals(
                "grpc: received message larger than max (" + huge.getSerializedSize() + " vs. 2097152)",
                farTooLarge.getStatus().getDescription());
        put("a", "1");
    }

    @Test
    void thousandsOfCallsAtOnceOnOneConnectionAreAllAnswered() throws Exception {
        int calls = 3000;
        var stub = KVGrpc.newFutureStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
        var answers = new ArrayList<ListenableFuture<PutResponse>>();
        for (int i = 0; i < calls; i++) {
            answers.add(stub.put(putOf("many/" + i, bytes("x"))));
        }

        var revisions = new ArrayList<Long>();
        for (var answer : answers) {
            revisions.add(answer.get().getHeader().getRevision());
        }
        assertEquals(
                LongStream.range(2, 2 + calls).boxed().toList(),
                revisions.stream().sorted().toList());
    }

    @Test
    void aCompressedRequestIsUnderstood() {
        within(kv).withCompression("gzip").put(putOf("a", ByteString.copyFrom(new byte[MEBIBYTE])));

        var found =
                within(kv).range(RangeRequest.newBuilder().setKey(bytes("a")).build());
        assertEquals(MEBIBYTE, found.getKvs(0).getValue().size());
    }

    private long put(String key, String value) {
        return within(kv).put(putOf(key, bytes(value))).getHeader().getRevision();
    }

    private static void assertRefused(EtcdError expected, StatusRuntimeException refusal) {
        assertEquals(expected.wireCode(), refusal.getStatus().getCode());
        assertEquals(expected.message(), refusal.getStatus().getDescription());
    }

    private static KVGrpc.KVBlockingStub within(KVGrpc.KVBlockingStub stub) {
        return stub.withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    private static PutRequest putOf(String key, ByteString value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(value).build();
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
