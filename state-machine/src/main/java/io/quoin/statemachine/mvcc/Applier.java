package io.quoin.statemachine.mvcc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.AlarmRequest;
import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.consensus.InvariantViolation;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.command.Command;
import io.quoin.statemachine.index.KeyHistory;
import io.quoin.statemachine.lease.LeaseTable;
import io.quoin.statemachine.record.RecordReader;
import io.quoin.statemachine.result.AlarmResult;
import io.quoin.statemachine.result.CompactResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import java.util.List;

/**
 * Applies one command to the state. Total: every command has a defined result, also one that a server should have
 * refused before it was proposed. Refusals that depend on the state are decided here, alike on every member:
 *
 * <pre>
 * alarm CORRUPT     everything but alarms          corrupt cluster
 * alarm NOSPACE     put, txn with a put anywhere   database space exceeded
 * put               unknown lease; ignore flag on a missing key
 * txn               those, and the revisions of its ranges
 * compaction        compacted, future revision
 * </pre>
 *
 * <p>Node thread.
 */
public final class Applier {
    private static final int ALARM_GET = 0;
    private static final int ALARM_ACTIVATE = 1;
    private static final int ALARM_DEACTIVATE = 2;
    private static final int ALARM_NONE = 0;

    private final WriteState state;
    private final RecordReader records;
    private final KeyChanges changes;
    private final TxnExecutor transactions;

    /** Applies to this state; the reader also finds what is not published. */
    public Applier(WriteState state, RecordReader records) {
        this.state = state;
        this.records = records;
        this.changes = new KeyChanges(state, records);
        this.transactions = new TxnExecutor(state, records, new RangeReader(records, () -> state), changes);
    }

    /**
     * Applies a command; the caller ends it ({@link WriteState#endCommand}).
     *
     * @return the result; null when it is not wanted, but refusals always
     * @throws io.quoin.statemachine.record.DamagedRecordException when the change depends on a damaged record; nothing
     *     is changed
     */
    public Result apply(Command command, boolean resultWanted) {
        if (state.alarms().isRaised(Alarm.CORRUPT) && !command.hasAlarm()) {
            return new Refused(EtcdError.CORRUPT);
        }
        return switch (command.getChangeCase()) {
            case PUT -> put(command.getPut(), resultWanted);
            case DELETE_RANGE -> deleteRange(command.getDeleteRange(), resultWanted);
            case TXN -> txn(command.getTxn(), resultWanted);
            case COMPACTION -> compact(command.getCompaction());
            case ALARM -> alarm(command.getAlarm());
            case CHANGE_NOT_SET ->
                throw new InvariantViolation("entry holds a kind of change that this version does not know");
        };
    }

    private Result put(PutRequest request, boolean resultWanted) {
        if (request.getKey().isEmpty()) {
            return new Refused(EtcdError.EMPTY_KEY);
        }
        if (state.alarms().isRaised(Alarm.NO_SPACE)) {
            return new Refused(EtcdError.NO_SPACE);
        }
        if (request.getLease() != LeaseTable.NO_LEASE && !state.leases().exists(request.getLease())) {
            return new Refused(EtcdError.LEASE_NOT_FOUND);
        }
        if (!request.getIgnoreValue() && !request.getIgnoreLease()) {
            return changes.put(request, null, resultWanted);
        }
        byte[] key = request.getKey().toByteArray();
        KeyHistory history = state.keys().get(key);
        if (history == null || !history.isLive()) {
            return new Refused(EtcdError.KEY_NOT_FOUND);
        }
        try (var session = records.open()) {
            byte[] verified = session.require(key, history.modMain(), history.modSub());
            return changes.put(request, verified, resultWanted);
        }
    }

    private Result deleteRange(DeleteRangeRequest request, boolean resultWanted) {
        return request.getKey().isEmpty()
                ? new Refused(EtcdError.EMPTY_KEY)
                : changes.deleteRange(request, resultWanted);
    }

    private Result txn(TxnRequest request, boolean resultWanted) {
        if (state.alarms().isRaised(Alarm.NO_SPACE) && putsAnywhere(request)) {
            return new Refused(EtcdError.NO_SPACE);
        }
        return transactions.execute(request, resultWanted);
    }

    /** Also in nested transactions and branches not taken, as in etcd. */
    private static boolean putsAnywhere(TxnRequest request) {
        return putsAnywhere(request.getSuccessList()) || putsAnywhere(request.getFailureList());
    }

    private static boolean putsAnywhere(List<RequestOp> operations) {
        for (RequestOp operation : operations) {
            if (operation.hasRequestPut() || operation.hasRequestTxn() && putsAnywhere(operation.getRequestTxn())) {
                return true;
            }
        }
        return false;
    }

    private Result compact(CompactionRequest request) {
        if (request.getRevision() <= state.compactedRevision()) {
            return new Refused(EtcdError.COMPACTED);
        }
        if (request.getRevision() > state.revision()) {
            return new Refused(EtcdError.FUTURE_REV);
        }
        state.compact(request.getRevision());
        state.operations().range(); // etcd reads the present revision by a range
        return new CompactResult(state.revision());
    }

    private Result alarm(AlarmRequest request) {
        var alarm = new Alarm(request.getMemberID(), request.getAlarmValue());
        List<Alarm> concerned = switch (request.getActionValue()) {
            case ALARM_GET -> state.alarms().ofType(alarm.type());
            case ALARM_ACTIVATE -> activate(alarm);
            case ALARM_DEACTIVATE -> deactivate(alarm);
            default -> List.of();
        };
        return new AlarmResult(state.revision(), concerned);
    }

    private List<Alarm> activate(Alarm alarm) {
        if (alarm.type() == ALARM_NONE) {
            return List.of();
        }
        if (!state.alarms().contains(alarm)) {
            state.activate(alarm);
        }
        return List.of(alarm);
    }

    private List<Alarm> deactivate(Alarm alarm) {
        if (!state.alarms().contains(alarm)) {
            return List.of();
        }
        state.deactivate(alarm);
        return List.of(alarm);
    }
}
