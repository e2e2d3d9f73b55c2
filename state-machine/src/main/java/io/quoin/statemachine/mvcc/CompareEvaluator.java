package io.quoin.statemachine.mvcc;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.Compare.CompareTarget;
import io.quoin.api.etcdserverpb.Compare.TargetUnionCase;
import io.quoin.statemachine.index.KeyHistory;
import io.quoin.statemachine.record.RecordCodec;
import io.quoin.statemachine.record.RecordReader;

/**
 * Evaluates the comparisons of a transaction against the newest revision (etcd's applyCompare). Every key of the range
 * must satisfy it; where there is none, a comparison of values is false and any other compares with zero. A comparison
 * without an operand compares with zero or no bytes; an unknown result holds. A damaged record is thrown, never taken
 * as false: members would differ.
 */
final class CompareEvaluator {
    private final StateView state;
    private final RecordReader.Session session;

    CompareEvaluator(StateView state, RecordReader.Session session) {
        this.state = state;
        this.session = session;
    }

    boolean holds(Compare compare) {
        KeyRange range = KeyRange.of(compare.getKey(), compare.getRangeEnd());
        boolean found = false;
        if (range.single()) {
            KeyHistory history = state.keys().get(range.from());
            if (history != null && history.isLive()) {
                found = true;
                if (!holds(compare, range.from(), history)) {
                    return false;
                }
            }
        } else if (!range.isEmpty()) {
            var cursor = state.keys().cursor(range.from(), range.to());
            while (cursor.next()) {
                if (cursor.history().isLive()) {
                    found = true;
                    if (!holds(compare, cursor.key(), cursor.history())) {
                        return false;
                    }
                }
            }
        }
        return found || holdsForNothing(compare);
    }

    private boolean holds(Compare compare, byte[] key, KeyHistory history) {
        int order = switch (compare.getTarget()) {
            case VERSION -> Long.compare(history.version(), operand(compare));
            case CREATE -> Long.compare(history.createMain(), operand(compare));
            case MOD -> Long.compare(history.modMain(), operand(compare));
            case VALUE -> compareValue(compare, record(key, history));
            case LEASE -> Long.compare(RecordCodec.parse(record(key, history)).lease(), operand(compare));
            case UNRECOGNIZED -> 0;
        };
        return satisfies(compare, order);
    }

    private static boolean holdsForNothing(Compare compare) {
        return switch (compare.getTarget()) {
            case VALUE -> false;
            case UNRECOGNIZED -> satisfies(compare, 0);
            default -> satisfies(compare, Long.compare(0, operand(compare)));
        };
    }

    private byte[] record(byte[] key, KeyHistory history) {
        return session.require(key, history.modMain(), history.modSub());
    }

    private static int compareValue(Compare compare, byte[] record) {
        ByteString operand =
                compare.getTargetUnionCase() == TargetUnionCase.VALUE ? compare.getValue() : ByteString.EMPTY;
        ByteString value = ByteString.copyFrom(RecordCodec.value(record, RecordCodec.parse(record)));
        return ByteString.unsignedLexicographicalComparator().compare(value, operand);
    }

    /** The operand if it is the target's own; another one counts as none. */
    private static long operand(Compare compare) {
        CompareTarget target = compare.getTarget();
        return switch (compare.getTargetUnionCase()) {
            case VERSION -> target == CompareTarget.VERSION ? compare.getVersion() : 0;
            case CREATE_REVISION -> target == CompareTarget.CREATE ? compare.getCreateRevision() : 0;
            case MOD_REVISION -> target == CompareTarget.MOD ? compare.getModRevision() : 0;
            case LEASE -> target == CompareTarget.LEASE ? compare.getLease() : 0;
            case VALUE, TARGETUNION_NOT_SET -> 0;
        };
    }

    private static boolean satisfies(Compare compare, int order) {
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case NOT_EQUAL -> order != 0;
            case UNRECOGNIZED -> true;
        };
    }
}
