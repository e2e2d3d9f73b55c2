package io.quoin.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.Compare.CompareResult;
import io.quoin.api.etcdserverpb.Compare.CompareTarget;
import io.quoin.api.etcdserverpb.DeleteRangeResponse;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RangeResponse;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.api.etcdserverpb.TxnResponse;
import io.quoin.server.rpc.SlowCalls.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a line about a slow request says; texts are those that etcd 3.7.3 printed for the same requests. */
class RequestStatsTest {
    private static final String KV = "/etcdserverpb.KV/";

    private static RequestStats.Stats stats(String method, Message request, Message response) {
        byte[] message = response == null ? null : response.toByteArray();
        Answer answer = message == null ? Answer.NONE : new Answer(message, message.length, 0);
        return RequestStats.statsOf(KV + method, request.toByteArray(), answer);
    }

    private static ByteString bytes(String latin1) {
        return ByteString.copyFrom(latin1, StandardCharsets.ISO_8859_1);
    }

    @Test
    void ofAPutTheValueIsNotShown() {
        PutRequest put = PutRequest.newBuilder()
                .setKey(bytes("q\"\001\\\377\303\274\n"))
                .setValue(bytes("22"))
                .setPrevKv(true)
                .build();
        assertEquals(
                new RequestStats.Stats(1, 16, 0, "key:\"q\\\"\\001\\\\\\377\\303\\274\\n\" value_size:2 prev_kv:true "),
                stats("Put", put, null));
    }

    @Test
    void ofARangeTheKeysFoundAreCounted() {
        RangeRequest range = RangeRequest.newBuilder()
                .setKey(bytes("a"))
                .setRangeEnd(bytes("\303\274\001\377\302\205"))
                .setLimit(5)
                .setRevision(2)
                .setKeysOnly(true)
                .build();
        RangeResponse response = RangeResponse.newBuilder().setCount(300).build();
        assertEquals(
                new RequestStats.Stats(
                        0,
                        17,
                        300,
                        "key:\"a\" range_end:\"\u00fc\\x01\\xff\\u0085\" limit:5 revision:2 keys_only:true"),
                stats("Range", range, response));
        assertEquals(
                7,
                RequestStats.statsOf(KV + "Range", range.toByteArray(), new Answer(null, 9, 7))
                        .responseCount());
    }

    @Test
    void ofADeletionTheDeletedKeysAreCounted() {
        DeleteRangeResponse response =
                DeleteRangeResponse.newBuilder().setDeleted(9).build();
        var request = Requests.delete("a", "z").getRequestDeleteRange();
        assertEquals(
                new RequestStats.Stats(0, 6, 9, "key:\"a\" range_end:\"z\""), stats("DeleteRange", request, response));
    }

    @Test
    void ofATransactionTheBranchThatWasTakenIsCounted() {
        TxnRequest txn = TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setResult(CompareResult.GREATER)
                        .setTarget(CompareTarget.MOD)
                        .setKey(bytes("a"))
                        .setModRevision(2))
                .addCompare(Compare.newBuilder()
                        .setTarget(CompareTarget.VALUE)
                        .setKey(bytes("a"))
                        .setValue(bytes("zz")))
                .addSuccess(Requests.put("b"))
                .addSuccess(Requests.range("b"))
                .addFailure(Requests.range("q"))
                .addFailure(Requests.txn(Requests.delete("q", "")))
                .build();
        String content = "compare:<result:GREATER target:MOD key:\"a\" mod_revision:2"
                + " target:VALUE key:\"a\" value_size:2 >"
                + " success:<request_put:<key:\"b\" > request_range:{key:\"b\"}>"
                + " failure:<request_range:{key:\"q\"} request_txn:<compare:<>"
                + " success:<request_delete_range:{key:\"q\"}> failure:<>>>";
        TxnResponse succeeded = TxnResponse.newBuilder().setSucceeded(true).build();
        assertEquals(new RequestStats.Stats(2, 10, 0, content), stats("Txn", txn, succeeded));
        assertEquals(new RequestStats.Stats(0, 0, 0, ""), stats("Txn", txn, null));
    }

    @Test
    void ofOtherMethodsOnlyTheTimeIsTold() {
        assertEquals(new RequestStats.Stats(-1, -1, -1, ""), stats("Compact", RangeRequest.getDefaultInstance(), null));
    }

    @Test
    void whatIsNoRequestIsPassedOver() {
        assertNull(RequestStats.statsOf(KV + "Put", new byte[] {1}, Answer.NONE));
    }

    @Test
    void aLongTextIsCut() {
        RangeRequest range =
                RangeRequest.newBuilder().setKey(bytes("x".repeat(1_000_000))).build();
        String content = stats("Range", range, null).content();
        assertEquals(RequestText.CHARS_MAX + 3, content.length());
    }
}
