package io.quoin.statemachine.mvcc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.statemachine.index.KeyHistory;
import io.quoin.statemachine.lease.LeaseTable;
import io.quoin.statemachine.record.RecordReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Checks the operations on the way of a transaction before the first is executed (etcd's checkTxn), and reads what they
 * need of the state, so that execution cannot fail. Beyond etcd it refuses what makes etcd panic there: a put with an
 * ignore flag whose key an earlier operation on the way deletes.
 */
final class TxnCheck {
    private final StateView state;
    private final LeaseTable leases;
    private final RecordReader.Session session;
    private final PreviousRecords previous;
    private final List<KeyRange> deletedBefore = new ArrayList<>();

    /** A check of one transaction; what it reads goes to {@code previous}. */
    TxnCheck(StateView state, LeaseTable leases, RecordReader.Session session, PreviousRecords previous) {
        this.state = state;
        this.leases = leases;
        this.session = session;
        this.previous = previous;
    }

    /** Why the transaction is refused, or null. */
    EtcdError refusal(Branch branch) {
        Iterator<Branch> nested = branch.nested().iterator();
        for (RequestOp operation : branch.operations()) {
            EtcdError refusal = switch (operation.getRequestCase()) {
                case REQUEST_RANGE -> ofRange(state, operation.getRequestRange());
                case REQUEST_PUT -> ofPut(operation.getRequestPut());
                case REQUEST_DELETE_RANGE -> ofDeleteRange(operation.getRequestDeleteRange());
                case REQUEST_TXN -> refusal(nested.next());
                case REQUEST_NOT_SET -> EtcdError.KEY_NOT_FOUND;
            };
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    /** The same for operations that are ranges all of them. */
    static EtcdError ofRanges(StateView state, List<RequestOp> operations) {
        for (RequestOp operation : operations) {
            EtcdError refusal = ofRange(state, operation.getRequestRange());
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private static EtcdError ofRange(StateView state, RangeRequest request) {
        if (request.getKey().isEmpty()) {
            return EtcdError.EMPTY_KEY;
        }
        long revision = request.getRevision();
        if (revision > state.revision()) {
            return EtcdError.FUTURE_REV;
        }
        // Unlike a plain range, a negative revision is not the newest but below what is compacted.
        return revision != 0 && revision < state.compactedRevision() ? EtcdError.COMPACTED : null;
    }

    private EtcdError ofPut(PutRequest request) {
        if (request.getKey().isEmpty()) {
            return EtcdError.EMPTY_KEY;
        }
        if (request.getLease() != LeaseTable.NO_LEASE && !leases.exists(request.getLease())) {
            return EtcdError.LEASE_NOT_FOUND;
        }
        if (request.getIgnoreValue() || request.getIgnoreLease()) {
            byte[] key = request.getKey().toByteArray();
            KeyHistory history = state.keys().get(key);
            if (history == null || !history.isLive()) {
                return EtcdError.KEY_NOT_FOUND;
            }
            for (KeyRange deleted : deletedBefore) {
                if (deleted.contains(key)) {
                    return EtcdError.DUPLICATE_KEY;
                }
            }
            previous.keep(request, session.require(key, history.modMain(), history.modSub()));
        }
        return null;
    }

    private EtcdError ofDeleteRange(DeleteRangeRequest request) {
        if (request.getKey().isEmpty()) {
            return EtcdError.EMPTY_KEY;
        }
        deletedBefore.add(KeyRange.of(request.getKey(), request.getRangeEnd()));
        return null;
    }
}
