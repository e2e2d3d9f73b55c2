package io.quoin.server.grpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.CompactionResponse;
import io.quoin.api.etcdserverpb.DeleteRangeResponse;
import io.quoin.api.etcdserverpb.PutResponse;
import io.quoin.api.etcdserverpb.RangeResponse;
import io.quoin.api.etcdserverpb.ResponseHeader;
import io.quoin.api.etcdserverpb.ResponseOp;
import io.quoin.api.etcdserverpb.TxnResponse;
import io.quoin.api.mvccpb.KeyValue;
import io.quoin.statemachine.result.CompactResult;
import io.quoin.statemachine.result.DeleteRangeResult;
import io.quoin.statemachine.result.PutResult;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.TxnResult;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** What protobuf would write for the same message is what we write. */
class KvResponsesTest {
    private static final long CLUSTER = 0xcdf8_1819_4e3a_8c32L;
    private static final long MEMBER = 7;
    private static final long TERM = 300;

    private final KvResponses responses = new KvResponses(CLUSTER, MEMBER);

    private static ResponseHeader header(long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(CLUSTER)
                .setMemberId(MEMBER)
                .setRevision(revision)
                .setRaftTerm(TERM)
                .build();
    }

    private static ResponseHeader nestedHeader(long revision) {
        return ResponseHeader.newBuilder().setRevision(revision).build();
    }

    private static KeyValue keyValue(int valueBytes) {
        return KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8("key"))
                .setCreateRevision(5)
                .setModRevision(1L << 40)
                .setVersion(3)
                .setValue(ByteString.copyFrom(new byte[valueBytes]))
                .setLease(-1)
                .build();
    }

    @Test
    void aPutCarriesThePreviousRecordIfThereIsOne() {
        KeyValue previous = keyValue(200);
        PutResponse.Builder expected = PutResponse.newBuilder().setHeader(header(2));
        assertArrayEquals(expected.build().toByteArray(), responses.encode(new PutResult(2, null), TERM));
        assertArrayEquals(
                expected.setPrevKv(previous).build().toByteArray(),
                responses.encode(new PutResult(2, previous.toByteArray()), TERM));
    }

    @Test
    void aRangeCarriesItsRecordsAsTheyAre() {
        List<KeyValue> records = List.of(keyValue(0), keyValue(127), keyValue(128), keyValue(70_000));
        byte[] expected = RangeResponse.newBuilder()
                .setHeader(header(9))
                .addAllKvs(records)
                .setMore(true)
                .setCount(1L << 33)
                .build()
                .toByteArray();
        List<byte[]> stored = records.stream().map(KeyValue::toByteArray).toList();
        assertArrayEquals(expected, responses.encode(new RangeResult(9, stored, true, 1L << 33), TERM));
    }

    @Test
    void aDeletionCarriesItsCountAndWhatWasThere() {
        byte[] expected = DeleteRangeResponse.newBuilder()
                .setHeader(header(9))
                .setDeleted(2)
                .addPrevKvs(keyValue(1))
                .addPrevKvs(keyValue(2))
                .build()
                .toByteArray();
        List<byte[]> previous = List.of(keyValue(1).toByteArray(), keyValue(2).toByteArray());
        assertArrayEquals(expected, responses.encode(new DeleteRangeResult(9, 2, previous), TERM));
    }

    @Test
    void aCompactionCarriesAHeader() {
        byte[] expected =
                CompactionResponse.newBuilder().setHeader(header(4)).build().toByteArray();
        assertArrayEquals(expected, responses.encode(new CompactResult(4), TERM));
    }

    @Test
    void operationsOfATransactionCarryTheRevisionOnly() {
        TxnResponse nested = TxnResponse.newBuilder()
                .setHeader(nestedHeader(0))
                .addResponses(ResponseOp.newBuilder()
                        .setResponseDeleteRange(DeleteRangeResponse.newBuilder().setHeader(nestedHeader(3))))
                .build();
        byte[] expected = TxnResponse.newBuilder()
                .setHeader(header(3))
                .setSucceeded(true)
                .addResponses(ResponseOp.newBuilder()
                        .setResponsePut(PutResponse.newBuilder().setHeader(nestedHeader(3))))
                .addResponses(ResponseOp.newBuilder()
                        .setResponseRange(RangeResponse.newBuilder()
                                .setHeader(nestedHeader(3))
                                .addKvs(keyValue(300))
                                .setCount(1)))
                .addResponses(ResponseOp.newBuilder().setResponseTxn(nested))
                .build()
                .toByteArray();
        TxnResult inner = new TxnResult(0, false, List.of(new DeleteRangeResult(3, 0, List.of())));
        TxnResult outer = new TxnResult(
                3,
                true,
                List.of(
                        new PutResult(3, null),
                        new RangeResult(3, List.of(keyValue(300).toByteArray()), false, 1),
                        inner));
        assertArrayEquals(expected, responses.encode(outer, TERM));
    }

    @Test
    void aVarintIsAsLongAsProtobufSays() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >>> random.nextInt(64);
            assertEquals(
                    com.google.protobuf.CodedOutputStream.computeUInt64SizeNoTag(value),
                    WireWriter.varintBytes(value),
                    () -> "value " + value);
        }
    }
}
