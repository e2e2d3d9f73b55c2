package io.quoin.statemachine.testing;

import com.google.protobuf.ByteString;
import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.AlarmRequest;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.api.mvccpb.KeyValue;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.command.Command;
import io.quoin.statemachine.result.AlarmResult;
import io.quoin.statemachine.result.CompactResult;
import io.quoin.statemachine.result.DeleteRangeResult;
import io.quoin.statemachine.result.PutResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import io.quoin.statemachine.result.TxnResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The model: the same commands in, the same results out, with nothing clever in it. It keeps the whole key space of
 * every revision as a map of its own, executes a transaction on a copy, and lets protobuf encode the records. Slow and
 * obvious; for key spaces of a few dozen keys. One thread.
 */
public final class NaiveStore {
    /** A change of a key: a put with the pair, or a deletion with null. */
    public record Change(long main, int sub, ByteString key, KeyValue pair) {}

    private final TreeMap<Long, NavigableMap<ByteString, KeyValue>> spaceAt = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final TreeSet<Alarm> alarms = new TreeSet<>();
    private long revision = 1;
    private long compactedRevision = -1;

    // The command at hand.
    private NavigableMap<ByteString, KeyValue> space;
    private List<Change> made = new ArrayList<>();

    /** An empty store at revision 1. */
    public NaiveStore() {
        space = emptySpace();
        spaceAt.put(1L, space);
    }

    /** The newest revision. */
    public long revision() {
        return revision;
    }

    /** The compacted revision; -1 when nothing was compacted. */
    public long compactedRevision() {
        return compactedRevision;
    }

    /** All keys at the newest revision. */
    public List<KeyValue> pairs() {
        return List.copyOf(spaceAt.get(revision).values());
    }

    /** Raised alarms, by type and member. */
    public List<Alarm> alarms() {
        return List.copyOf(alarms);
    }

    /** The change that made each key what it is now, for keys that exist, by key. */
    public List<Change> newestChanges() {
        var newest = new TreeMap<ByteString, Change>(ByteString.unsignedLexicographicalComparator());
        changes.forEach(change -> newest.put(change.key(), change));
        return newest.values().stream().filter(change -> change.pair() != null).toList();
    }

    /** The changes that a finished compaction keeps: all above it, and what each key's newest at it says. */
    public List<Change> retained() {
        var newest = new TreeMap<ByteString, Change>(ByteString.unsignedLexicographicalComparator());
        for (Change change : changes) {
            if (change.main() <= compactedRevision) {
                newest.put(change.key(), change);
            }
        }
        return changes.stream()
                .filter(change -> change.main() > compactedRevision
                        || newest.get(change.key()) == change
                                && (change.pair() != null || change.main() == compactedRevision))
                .toList();
    }

    /** Applies a command. */
    public Result apply(Command command) {
        space = copyOf(spaceAt.get(revision));
        made = new ArrayList<>();
        Result result = execute(command);
        if (!made.isEmpty()) {
            revision++;
            spaceAt.put(revision, space);
            changes.addAll(made);
        }
        return result;
    }

    /** Reads a range of the newest state. */
    public Result range(RangeRequest request) {
        made = new ArrayList<>();
        space = spaceAt.get(revision);
        return new NaiveRange(this).plain(request);
    }

    /** Executes a transaction of ranges without the log. */
    public Result readTxn(TxnRequest request) {
        made = new ArrayList<>();
        space = spaceAt.get(revision);
        return txn(request);
    }

    /** The key space of a revision, or of the command at hand if that is the newest. */
    NavigableMap<ByteString, KeyValue> spaceAt(long wanted) {
        return wanted == headerRevision() ? space : spaceAt.get(wanted);
    }

    /** The newest revision as an answer's header gives it. */
    long headerRevision() {
        return made.isEmpty() ? revision : revision + 1;
    }

    private Result execute(Command command) {
        if (raised(Alarm.CORRUPT) && !command.hasAlarm()) {
            return new Refused(EtcdError.CORRUPT);
        }
        return switch (command.getChangeCase()) {
            case PUT -> {
                EtcdError refusal = putRefusal(command.getPut(), true);
                yield refusal != null ? new Refused(refusal) : put(command.getPut());
            }
            case DELETE_RANGE ->
                command.getDeleteRange().getKey().isEmpty()
                        ? new Refused(EtcdError.EMPTY_KEY)
                        : deleteRange(command.getDeleteRange());
            case TXN ->
                raised(Alarm.NO_SPACE) && hasPut(command.getTxn())
                        ? new Refused(EtcdError.NO_SPACE)
                        : txn(command.getTxn());
            case COMPACTION -> compact(command.getCompaction().getRevision());
            case ALARM -> alarm(command.getAlarm());
            case CHANGE_NOT_SET -> throw new IllegalArgumentException("no command");
        };
    }

    private EtcdError putRefusal(PutRequest request, boolean alone) {
        boolean ignores = request.getIgnoreValue() || request.getIgnoreLease();
        boolean missing = ignores && !spaceAt.get(revision).containsKey(request.getKey());
        if (request.getKey().isEmpty()) {
            return EtcdError.EMPTY_KEY;
        }
        if (alone && raised(Alarm.NO_SPACE)) {
            return EtcdError.NO_SPACE;
        }
        if (request.getLease() != 0) {
            return EtcdError.LEASE_NOT_FOUND;
        }
        return missing ? EtcdError.KEY_NOT_FOUND : null;
    }

    private PutResult put(PutRequest request) {
        KeyValue before = space.get(request.getKey());
        var pair = KeyValue.newBuilder()
                .setKey(request.getKey())
                .setCreateRevision(before == null ? revision + 1 : before.getCreateRevision())
                .setModRevision(revision + 1)
                .setVersion(before == null ? 1 : before.getVersion() + 1)
                .setValue(request.getIgnoreValue() ? before.getValue() : request.getValue())
                .build();
        space.put(request.getKey(), pair);
        made.add(new Change(revision + 1, made.size(), request.getKey(), pair));
        boolean wanted = request.getPrevKv() && before != null;
        return new PutResult(headerRevision(), wanted ? before.toByteArray() : null);
    }

    private DeleteRangeResult deleteRange(DeleteRangeRequest request) {
        var previous = new ArrayList<byte[]>();
        long deleted = 0;
        for (KeyValue pair : List.copyOf(inRange(space, request.getKey(), request.getRangeEnd()))) {
            space.remove(pair.getKey());
            made.add(new Change(revision + 1, made.size(), pair.getKey(), null));
            deleted++;
            if (request.getPrevKv()) {
                previous.add(pair.toByteArray());
            }
        }
        return new DeleteRangeResult(headerRevision(), deleted, previous);
    }

    private Result txn(TxnRequest request) {
        // Which way each transaction goes, in the order in which they are met; then all checks; then the execution.
        var ways = new ArrayList<Boolean>();
        choose(request, ways);
        var deleted = new ArrayList<DeleteRangeRequest>();
        EtcdError refusal = txnRefusal(request, new ArrayList<>(ways), deleted);
        if (refusal != null) {
            return new Refused(refusal);
        }
        TxnResult result = runTxn(request, ways);
        return new TxnResult(headerRevision(), result.succeeded(), result.responses());
    }

    private void choose(TxnRequest request, List<Boolean> ways) {
        boolean holds = request.getCompareList().stream().allMatch(compare -> NaiveCompare.holds(compare, space));
        ways.add(holds);
        for (RequestOp operation : holds ? request.getSuccessList() : request.getFailureList()) {
            if (operation.hasRequestTxn()) {
                choose(operation.getRequestTxn(), ways);
            }
        }
    }

    private EtcdError txnRefusal(TxnRequest request, List<Boolean> ways, List<DeleteRangeRequest> deleted) {
        for (RequestOp operation : ways.removeFirst() ? request.getSuccessList() : request.getFailureList()) {
            EtcdError refusal = switch (operation.getRequestCase()) {
                case REQUEST_RANGE -> rangeRefusal(operation.getRequestRange());
                case REQUEST_PUT -> putRefusalAfter(operation.getRequestPut(), deleted);
                case REQUEST_DELETE_RANGE -> {
                    deleted.add(operation.getRequestDeleteRange());
                    yield operation.getRequestDeleteRange().getKey().isEmpty() ? EtcdError.EMPTY_KEY : null;
                }
                case REQUEST_TXN -> txnRefusal(operation.getRequestTxn(), ways, deleted);
                case REQUEST_NOT_SET -> EtcdError.KEY_NOT_FOUND;
            };
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private EtcdError putRefusalAfter(PutRequest request, List<DeleteRangeRequest> deleted) {
        EtcdError refusal = putRefusal(request, false);
        boolean ignores = request.getIgnoreValue() || request.getIgnoreLease();
        if (refusal != null || !ignores) {
            return refusal;
        }
        boolean gone =
                deleted.stream().anyMatch(range -> isInside(request.getKey(), range.getKey(), range.getRangeEnd()));
        return gone ? EtcdError.DUPLICATE_KEY : null;
    }

    private EtcdError rangeRefusal(RangeRequest request) {
        if (request.getKey().isEmpty()) {
            return EtcdError.EMPTY_KEY;
        }
        if (request.getRevision() > revision) {
            return EtcdError.FUTURE_REV;
        }
        return request.getRevision() != 0 && request.getRevision() < compactedRevision ? EtcdError.COMPACTED : null;
    }

    private TxnResult runTxn(TxnRequest request, List<Boolean> ways) {
        boolean succeeded = ways.removeFirst();
        var responses = new ArrayList<Result>();
        for (RequestOp operation : succeeded ? request.getSuccessList() : request.getFailureList()) {
            responses.add(
                    switch (operation.getRequestCase()) {
                        case REQUEST_RANGE -> new NaiveRange(this).checked(operation.getRequestRange());
                        case REQUEST_PUT -> put(operation.getRequestPut());
                        case REQUEST_DELETE_RANGE -> deleteRange(operation.getRequestDeleteRange());
                        case REQUEST_TXN -> runTxn(operation.getRequestTxn(), ways);
                        case REQUEST_NOT_SET -> throw new IllegalStateException("checked");
                    });
        }
        return new TxnResult(0, succeeded, responses);
    }

    private Result compact(long wanted) {
        if (wanted <= compactedRevision) {
            return new Refused(EtcdError.COMPACTED);
        }
        if (wanted > revision) {
            return new Refused(EtcdError.FUTURE_REV);
        }
        compactedRevision = wanted;
        return new CompactResult(revision);
    }

    private Result alarm(AlarmRequest request) {
        var alarm = new Alarm(request.getMemberID(), request.getAlarmValue());
        List<Alarm> concerned = switch (request.getAction()) {
            case GET ->
                alarms.stream()
                        .filter(raised -> alarm.type() == 0 || raised.type() == alarm.type())
                        .toList();
            case ACTIVATE -> {
                if (alarm.type() != 0) {
                    alarms.add(alarm);
                }
                yield alarm.type() != 0 ? List.of(alarm) : List.of();
            }
            case DEACTIVATE -> alarms.remove(alarm) ? List.of(alarm) : List.of();
            case UNRECOGNIZED -> List.of();
        };
        return new AlarmResult(revision, concerned);
    }

    private boolean raised(int type) {
        return alarms.stream().anyMatch(alarm -> alarm.type() == type);
    }

    private static boolean hasPut(TxnRequest request) {
        var all = new ArrayList<>(request.getSuccessList());
        all.addAll(request.getFailureList());
        return all.stream()
                .anyMatch(operation ->
                        operation.hasRequestPut() || operation.hasRequestTxn() && hasPut(operation.getRequestTxn()));
    }

    /** The pairs of a range, found by looking at every key. */
    static List<KeyValue> inRange(Map<ByteString, KeyValue> space, ByteString key, ByteString rangeEnd) {
        return space.values().stream()
                .filter(pair -> isInside(pair.getKey(), key, rangeEnd))
                .toList();
    }

    private static boolean isInside(ByteString candidate, ByteString key, ByteString rangeEnd) {
        if (rangeEnd.isEmpty()) {
            return candidate.equals(key);
        }
        var order = ByteString.unsignedLexicographicalComparator();
        boolean open = rangeEnd.equals(ByteString.copyFrom(new byte[1]));
        return order.compare(candidate, key) >= 0 && (open || order.compare(candidate, rangeEnd) < 0);
    }

    private static NavigableMap<ByteString, KeyValue> emptySpace() {
        return new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    }

    private static NavigableMap<ByteString, KeyValue> copyOf(NavigableMap<ByteString, KeyValue> space) {
        return new TreeMap<>(space);
    }
}
