package io.quoin.simulator;

import io.quoin.statemachine.result.AlarmResult;
import io.quoin.statemachine.result.CompactResult;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.DeleteRangeResult;
import io.quoin.statemachine.result.PutResult;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import io.quoin.statemachine.result.TxnResult;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Results in words, every field and byte of them: equal texts mean equal answers. */
final class Outcomes {
    private Outcomes() {}

    static String text(Result result) {
        return switch (result) {
            case PutResult put -> "put@" + put.revision() + " was " + hex(put.previous());
            case DeleteRangeResult deleted ->
                "deleted@" + deleted.revision() + " " + deleted.deleted() + " were " + hexes(deleted.previous());
            case RangeResult range ->
                "range@" + range.revision() + " " + hexes(range.records()) + " of " + range.count()
                        + (range.more() ? " and more" : "");
            case TxnResult txn ->
                "txn@" + txn.revision() + " " + txn.succeeded()
                        + txn.responses().stream().map(Outcomes::text).collect(Collectors.joining("; ", "{", "}"));
            case CompactResult compacted -> "compacted@" + compacted.revision();
            case AlarmResult alarm -> "alarms@" + alarm.revision() + " " + alarm.alarms();
            case Refused refused -> "refused " + refused.error();
            case Damaged damaged -> "damaged (" + damaged.main() + ", " + damaged.sub() + ")";
        };
    }

    private static String hexes(List<byte[]> records) {
        return records.stream().map(Outcomes::hex).collect(Collectors.joining(" ", "[", "]"));
    }

    private static String hex(byte[] bytes) {
        return bytes == null ? "-" : HexFormat.of().formatHex(bytes);
    }
}
