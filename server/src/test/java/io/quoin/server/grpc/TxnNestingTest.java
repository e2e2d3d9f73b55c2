package io.quoin.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.protobuf.InvalidProtocolBufferException;
import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.server.grpc.TxnNesting.Finding;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TxnNestingTest {
    private static final int OPS_MAX = 128;

    /** An innermost transaction below so many others; built by hand, as a builder would recurse. */
    private static byte[] nested(int levels, TxnRequest innermost) {
        byte[] txn = innermost.toByteArray();
        for (int i = 0; i < levels; i++) {
            txn = field(TxnRequest.SUCCESS_FIELD_NUMBER, field(RequestOp.REQUEST_TXN_FIELD_NUMBER, txn));
        }
        return txn;
    }

    private static byte[] field(int number, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(number << 3 | 2);
        for (int rest = content.length; ; rest >>>= 7) {
            out.write(rest > 0x7F ? rest & 0x7F | 0x80 : rest);
            if (rest <= 0x7F) {
                out.writeBytes(content);
                return out.toByteArray();
            }
        }
    }

    private static TxnRequest oneOperation() {
        return TxnRequest.newBuilder().addSuccess(Requests.put("a")).build();
    }

    @Test
    void whatIsNotDeepIsLeftAlone() {
        for (int levels : new int[] {0, 1, TxnNesting.LEVELS_KEPT - 1}) {
            assertEquals(
                    Finding.NOT_DEEP,
                    TxnNesting.of(nested(levels, oneOperation())).finding());
        }
    }

    @Test
    void whatIsCutIsRefusedForTheSameReason() throws InvalidProtocolBufferException {
        for (int levels : new int[] {TxnNesting.LEVELS_KEPT, TxnNesting.LEVELS_KEPT + 1, 1_000, 4_998}) {
            var result = TxnNesting.of(nested(levels, oneOperation()));
            assertEquals(Finding.CUT, result.finding(), levels + " levels");
            assertEquals(
                    EtcdError.TOO_MANY_OPS,
                    TxnRules.check(RequestDecoder.parse(TxnRequest.parser(), result.shallow()), OPS_MAX));
        }
    }

    @Test
    void anErrorBeforeTheDepthIsStillTheFirst() throws InvalidProtocolBufferException {
        byte[] emptyKey = field(
                TxnRequest.SUCCESS_FIELD_NUMBER,
                field(2, PutRequest.getDefaultInstance().toByteArray()));
        byte[] deep = nested(1_000, oneOperation());
        byte[] both = Arrays.copyOf(emptyKey, emptyKey.length + deep.length);
        System.arraycopy(deep, 0, both, emptyKey.length, deep.length);
        TxnRequest request =
                RequestDecoder.parse(TxnRequest.parser(), TxnNesting.of(both).shallow());
        assertEquals(EtcdError.EMPTY_KEY, TxnRules.check(request, OPS_MAX));
    }

    @Test
    void innermostContentOfAnyLengthIsFilledToTheByte() throws InvalidProtocolBufferException {
        for (int keyBytes = 0; keyBytes < 300; keyBytes++) {
            TxnRequest innermost = TxnRequest.newBuilder()
                    .addSuccess(Requests.put("k".repeat(keyBytes)))
                    .build();
            byte[] shallow =
                    TxnNesting.of(nested(TxnNesting.LEVELS_KEPT, innermost)).shallow();
            RequestDecoder.parse(TxnRequest.parser(), shallow);
        }
    }

    @Test
    void beyondTheDepthOfGoItIsNoMessage() {
        assertEquals(
                Finding.TOO_DEEP,
                TxnNesting.of(nested(5_000, TxnRequest.getDefaultInstance())).finding());
        assertEquals(
                Finding.CUT,
                TxnNesting.of(nested(4_999, TxnRequest.getDefaultInstance())).finding());
        assertEquals(
                Finding.TOO_DEEP, TxnNesting.of(nested(4_999, oneOperation())).finding());
    }

    @Test
    void bytesThatAreNoMessageAreFound() {
        byte[] deep = nested(1_000, oneOperation());
        var truncated = TxnNesting.of(Arrays.copyOf(deep, deep.length - 1));
        assertEquals(Finding.MALFORMED, truncated.finding());
        assertNull(truncated.shallow());
        for (byte[] bytes : new byte[][] {{(byte) 0x80}, {0x0B}, {0x12, 0x05}, {0x08, (byte) 0xFF}, {0x0D, 1, 2}}) {
            assertEquals(Finding.MALFORMED, TxnNesting.of(bytes).finding(), Arrays.toString(bytes));
        }
    }
}
