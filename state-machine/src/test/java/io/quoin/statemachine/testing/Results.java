package io.quoin.statemachine.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import io.quoin.api.mvccpb.KeyValue;
import io.quoin.statemachine.result.AlarmResult;
import io.quoin.statemachine.result.CompactResult;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.DeleteRangeResult;
import io.quoin.statemachine.result.OpenRange;
import io.quoin.statemachine.result.PutResult;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import io.quoin.statemachine.result.TxnResult;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Compares results to the byte, and writes them as text. */
public final class Results {
    private Results() {}

    /** Whether two results are the same, records to the byte. */
    public static boolean same(Result first, Result second) {
        return switch (first) {
            case PutResult a ->
                second instanceof PutResult b
                        && a.revision() == b.revision()
                        && Arrays.equals(a.previous(), b.previous());
            case DeleteRangeResult a ->
                second instanceof DeleteRangeResult b
                        && a.revision() == b.revision()
                        && a.deleted() == b.deleted()
                        && sameRecords(a.previous(), b.previous());
            case RangeResult a ->
                second instanceof RangeResult b
                        && a.revision() == b.revision()
                        && a.more() == b.more()
                        && a.count() == b.count()
                        && sameRecords(a.records(), b.records());
            case TxnResult a ->
                second instanceof TxnResult b
                        && a.revision() == b.revision()
                        && a.succeeded() == b.succeeded()
                        && sameResponses(a.responses(), b.responses());
            case CompactResult a -> a.equals(second);
            case AlarmResult a -> a.equals(second);
            case Refused a -> a.equals(second);
            case Damaged a ->
                second instanceof Damaged b
                        && a.main() == b.main()
                        && a.sub() == b.sub()
                        && Arrays.equals(a.key(), b.key());
            case OpenRange a -> a == second;
        };
    }

    /** One line, nested ones in brackets. */
    public static String text(Result result) {
        return switch (result) {
            case null -> "nothing";
            case PutResult a ->
                "put revision=" + a.revision() + (a.previous() == null ? "" : " previous" + record(a.previous()));
            case DeleteRangeResult a ->
                "deleted " + a.deleted() + " revision=" + a.revision() + records(" previous", a.previous());
            case RangeResult a ->
                "range revision=" + a.revision() + " count=" + a.count() + (a.more() ? " more" : "")
                        + records("", a.records());
            case TxnResult a ->
                "txn revision=" + a.revision() + (a.succeeded() ? " succeeded" : " failed")
                        + a.responses().stream().map(Results::text).collect(Collectors.joining("; ", " [", "]"));
            case CompactResult a -> "compacted revision=" + a.revision();
            case AlarmResult a -> "alarms revision=" + a.revision() + " " + a.alarms();
            case Refused a -> "refused: " + a.error().message();
            case Damaged a -> "damaged: record (" + a.main() + ", " + a.sub() + ")";
            case OpenRange a -> "open range revision=" + a.revision() + " rows=" + a.rowCount() + " count=" + a.count();
        };
    }

    private static String records(String title, List<byte[]> records) {
        return records.stream()
                .map(Results::record)
                .collect(Collectors.joining("", records.isEmpty() ? "" : title, ""));
    }

    private static String record(byte[] record) {
        try {
            var pair = KeyValue.parseFrom(record);
            return " {" + TextFormat.escapeBytes(pair.getKey()) + "=" + TextFormat.escapeBytes(pair.getValue())
                    + " create=" + pair.getCreateRevision() + " mod=" + pair.getModRevision()
                    + " version=" + pair.getVersion() + (pair.getLease() == 0 ? "" : " lease=" + pair.getLease())
                    + "}";
        } catch (InvalidProtocolBufferException e) {
            return " {unreadable: " + e.getMessage() + "}";
        }
    }

    private static boolean sameRecords(List<byte[]> first, List<byte[]> second) {
        if (first.size() != second.size()) {
            return false;
        }
        for (int i = 0; i < first.size(); i++) {
            if (!Arrays.equals(first.get(i), second.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameResponses(List<Result> first, List<Result> second) {
        if (first.size() != second.size()) {
            return false;
        }
        for (int i = 0; i < first.size(); i++) {
            if (!same(first.get(i), second.get(i))) {
                return false;
            }
        }
        return true;
    }
}
