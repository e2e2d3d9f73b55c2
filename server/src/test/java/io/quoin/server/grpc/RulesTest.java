package io.quoin.server.grpc;

import static io.quoin.server.grpc.Requests.delete;
import static io.quoin.server.grpc.Requests.put;
import static io.quoin.server.grpc.Requests.range;
import static io.quoin.server.grpc.Requests.txn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final ByteString KEY = ByteString.copyFromUtf8("k");

    private static EtcdError check(TxnRequest request) {
        return TxnRules.check(request, 128);
    }

    private static EtcdError check(RequestOp... success) {
        return check(txn(success).getRequestTxn());
    }

    @Test
    void aPutNeedsAKeyAndNothingThatItIgnores() {
        PutRequest.Builder put = PutRequest.newBuilder();
        assertEquals(
                EtcdError.EMPTY_KEY,
                PutRules.check(put.setIgnoreValue(true).setValue(KEY).build()));
        assertEquals(
                EtcdError.VALUE_PROVIDED,
                PutRules.check(put.setKey(KEY).setIgnoreLease(true).setLease(1).build()));
        assertEquals(EtcdError.LEASE_PROVIDED, PutRules.check(put.clearValue().build()));
        assertEquals(null, PutRules.check(put.clearLease().build()));
    }

    @Test
    void aRangeNeedsAKeyAndAKnownOrder() {
        RangeRequest.Builder range = RangeRequest.newBuilder();
        assertEquals(
                EtcdError.EMPTY_KEY, RangeRules.check(range.setSortOrderValue(9).build()));
        assertEquals(
                EtcdError.INVALID_SORT_OPTION,
                RangeRules.check(range.setKey(KEY).build()));
        range.setSortOrderValue(2).setSortTargetValue(5);
        assertEquals(EtcdError.INVALID_SORT_OPTION, RangeRules.check(range.build()));
        assertEquals(null, RangeRules.check(range.setSortTargetValue(4).build()));
    }

    @Test
    void aDeletionNeedsAKey() {
        assertEquals(EtcdError.EMPTY_KEY, DeleteRangeRules.check(DeleteRangeRequest.getDefaultInstance()));
        assertEquals(
                null,
                DeleteRangeRules.check(
                        DeleteRangeRequest.newBuilder().setKey(KEY).build()));
    }

    @Test
    void eachOperationOfATransactionIsCheckedLikeItself() {
        assertEquals(null, check());
        assertEquals(EtcdError.KEY_NOT_FOUND, check(RequestOp.getDefaultInstance()));
        assertEquals(EtcdError.EMPTY_KEY, check(put("")));
        assertEquals(EtcdError.EMPTY_KEY, check(range("")));
        assertEquals(EtcdError.EMPTY_KEY, check(delete("", "")));
        assertEquals(EtcdError.EMPTY_KEY, check(txn(put(""))));
        assertEquals(
                EtcdError.EMPTY_KEY,
                check(TxnRequest.newBuilder().addFailure(put("")).build()));
        assertEquals(
                EtcdError.EMPTY_KEY,
                check(TxnRequest.newBuilder()
                        .addCompare(Compare.getDefaultInstance())
                        .build()));
    }

    @Test
    void aNestedTransactionHasWhatItsParentLeaves() {
        RequestOp range = range("k");
        TxnRequest full = TxnRequest.newBuilder()
                .addAllSuccess(Collections.nCopies(128, range))
                .build();
        assertEquals(null, check(full));
        assertEquals(
                EtcdError.TOO_MANY_OPS, check(full.toBuilder().addSuccess(range).build()));
        assertEquals(
                EtcdError.TOO_MANY_OPS,
                check(full.toBuilder().setSuccess(0, txn(range)).build()));
        RequestOp nested = txn(Collections.nCopies(127, range).toArray(RequestOp[]::new));
        assertEquals(null, check(nested));
        assertEquals(EtcdError.TOO_MANY_OPS, check(nested, range));
    }

    @Test
    void tooManyOperationsAreSaidBeforeAnythingElse() {
        TxnRequest request = TxnRequest.newBuilder()
                .addAllFailure(Collections.nCopies(129, put("")))
                .build();
        assertEquals(EtcdError.TOO_MANY_OPS, check(request));
    }

    @Test
    void noKeyIsChangedTwice() {
        assertEquals(EtcdError.DUPLICATE_KEY, check(put("a"), put("a")));
        assertEquals(null, check(put("a"), put("b")));
        assertEquals(EtcdError.DUPLICATE_KEY, check(put("a"), delete("a", "")));
        assertEquals(EtcdError.DUPLICATE_KEY, check(delete("a", "c"), put("b")));
        assertEquals(null, check(delete("a", "c"), put("c")));
        assertEquals(null, check(delete("c", "a"), put("b")));
        assertEquals(null, check(delete("a", "c"), delete("b", "d")));
        assertEquals(null, check(delete("a", "\0"), put("b")));
        assertEquals(
                null,
                check(TxnRequest.newBuilder()
                        .addSuccess(put("a"))
                        .addFailure(put("a"))
                        .build()));
        assertEquals(
                EtcdError.DUPLICATE_KEY,
                check(TxnRequest.newBuilder()
                        .addFailure(put("a"))
                        .addFailure(put("a"))
                        .build()));
    }

    @Test
    void bothBranchesOfANestedTransactionCountAgainstItsSiblings() {
        RequestOp either = Requests.either(put("a"), put("a"));
        assertEquals(null, check(either));
        assertEquals(EtcdError.DUPLICATE_KEY, check(either, put("a")));
        assertEquals(EtcdError.DUPLICATE_KEY, check(either, either));
        assertEquals(EtcdError.DUPLICATE_KEY, check(either, delete("a", "b")));
        assertEquals(null, check(Requests.either(put("a"), delete("a", ""))));
        assertEquals(null, check(Requests.either(delete("a", ""), put("a"))));
        assertEquals(EtcdError.DUPLICATE_KEY, check(Requests.either(range("x"), delete("a", "")), put("a")));
        assertEquals(null, check(Requests.either(put("a"), put("b")), put("c")));
    }

    @Test
    void aNestedDeletionCollidesWithThePutsOfItsLevelAndOfNestedOnesBehindIt() {
        assertEquals(EtcdError.DUPLICATE_KEY, check(put("a"), txn(delete("a", ""))));
        assertEquals(EtcdError.DUPLICATE_KEY, check(txn(delete("a", "")), txn(put("a"))));
        assertEquals(null, check(txn(put("a")), txn(delete("a", ""))));
    }
}
