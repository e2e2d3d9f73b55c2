package io.quoin.statemachine.testing;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.Compare.TargetUnionCase;
import io.quoin.api.mvccpb.KeyValue;
import java.util.List;
import java.util.Map;

/** Evaluates one comparison the way etcd's source reads. */
final class NaiveCompare {
    private NaiveCompare() {}

    static boolean holds(Compare compare, Map<ByteString, KeyValue> space) {
        List<KeyValue> pairs = NaiveStore.inRange(space, compare.getKey(), compare.getRangeEnd());
        if (pairs.isEmpty()) {
            return compare.getTarget() != Compare.CompareTarget.VALUE && holds(compare, KeyValue.getDefaultInstance());
        }
        return pairs.stream().allMatch(pair -> holds(compare, pair));
    }

    private static boolean holds(Compare compare, KeyValue pair) {
        var operand = compare.getTargetUnionCase();
        int order = switch (compare.getTarget()) {
            case VERSION ->
                Long.compare(pair.getVersion(), operand == TargetUnionCase.VERSION ? compare.getVersion() : 0);
            case CREATE ->
                Long.compare(
                        pair.getCreateRevision(),
                        operand == TargetUnionCase.CREATE_REVISION ? compare.getCreateRevision() : 0);
            case MOD ->
                Long.compare(
                        pair.getModRevision(), operand == TargetUnionCase.MOD_REVISION ? compare.getModRevision() : 0);
            case VALUE ->
                ByteString.unsignedLexicographicalComparator()
                        .compare(
                                pair.getValue(),
                                operand == TargetUnionCase.VALUE ? compare.getValue() : ByteString.EMPTY);
            case LEASE -> Long.compare(pair.getLease(), operand == TargetUnionCase.LEASE ? compare.getLease() : 0);
            case UNRECOGNIZED -> 0;
        };
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case NOT_EQUAL -> order != 0;
            case UNRECOGNIZED -> true;
        };
    }
}
