package io.quoin.server.grpc;

import com.google.protobuf.ByteString;
import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a list of operations would put and delete, with everything nested in it (etcd's checkIntervals): no key may be
 * put twice, or put and deleted. Of a nested transaction both branches count against their siblings, but its two
 * branches may put the same key, or one put and the other delete it, since only one runs. Deletions may overlap. As in
 * etcd, a deletion within a nested transaction collides only with the puts of its level and of the nested ones behind
 * it, and a deletion up to the end of all keys with nothing; where that could go wrong the state machine refuses.
 */
final class TxnWrites {
    private static final ByteString FIRST_AFTER = ByteString.copyFrom(new byte[1]);

    private final Set<ByteString> puts = new HashSet<>();
    private final KeyIntervals deletions = new KeyIntervals();

    private TxnWrites() {}

    /** {@link EtcdError#DUPLICATE_KEY}, or null when neither branch collides with itself. */
    static EtcdError check(TxnRequest request) {
        boolean fine = of(request.getSuccessList()) != null && of(request.getFailureList()) != null;
        return fine ? null : EtcdError.DUPLICATE_KEY;
    }

    /** What these operations write, or null when they collide. */
    private static TxnWrites of(List<RequestOp> operations) {
        TxnWrites writes = new TxnWrites();
        for (RequestOp operation : operations) {
            if (operation.hasRequestDeleteRange()) {
                writes.addDeletion(operation.getRequestDeleteRange());
            }
        }
        for (RequestOp operation : operations) {
            if (operation.hasRequestTxn() && !writes.addNested(operation.getRequestTxn())) {
                return null;
            }
        }
        for (RequestOp operation : operations) {
            if (operation.hasRequestPut()
                    && !writes.addPut(operation.getRequestPut().getKey(), Set.of())) {
                return null;
            }
        }
        return writes;
    }

    private void addDeletion(DeleteRangeRequest request) {
        ByteString end = request.getRangeEnd();
        deletions.add(request.getKey(), end.isEmpty() ? request.getKey().concat(FIRST_AFTER) : end);
    }

    private boolean addNested(TxnRequest nested) {
        TxnWrites success = of(nested.getSuccessList());
        TxnWrites failure = success == null ? null : of(nested.getFailureList());
        if (failure == null) {
            return false;
        }
        // First the puts: they collide with deletions of earlier siblings, not with those of the other branch.
        boolean fine = addPuts(success.puts, Set.of()) && addPuts(failure.puts, success.puts);
        deletions.addAll(success.deletions);
        deletions.addAll(failure.deletions);
        return fine;
    }

    private boolean addPuts(Set<ByteString> keys, Set<ByteString> mayRepeat) {
        for (ByteString key : keys) {
            if (!addPut(key, mayRepeat)) {
                return false;
            }
        }
        return true;
    }

    private boolean addPut(ByteString key, Set<ByteString> mayRepeat) {
        boolean isNew = puts.add(key);
        return (isNew || mayRepeat.contains(key)) && !deletions.contains(key);
    }
}
