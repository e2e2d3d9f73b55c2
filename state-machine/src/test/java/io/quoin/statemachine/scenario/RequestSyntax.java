package io.quoin.statemachine.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.quoin.api.etcdserverpb.AlarmRequest;
import io.quoin.api.etcdserverpb.AlarmType;
import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Reads requests as scenarios write them. Keys and values are escaped as in C ({@code \377}); {@code ""} is empty.
 *
 * <pre>
 * put KEY VALUE [prev] [ignore-value] [ignore-lease] [lease=N]
 * del KEY [end=KEY] [prev]
 * get KEY [end=KEY] [rev=N] [limit=N] [order=O] [target=T] [min-mod=N] ... [keys-only] [count-only]
 * txn [if TARGET KEY OP OPERAND [end=KEY]]... [then OP]... [else OP]...       an OP may be ( if ... then ... else ... )
 * alarm ACTION TYPE MEMBER
 * </pre>
 */
final class RequestSyntax {
    private final Deque<String> words;

    RequestSyntax(String line) {
        words = new ArrayDeque<>(List.of(line.trim().split("\\s+")));
    }

    String word() {
        return words.removeFirst();
    }

    long number() {
        return Long.parseLong(words.removeFirst());
    }

    PutRequest put() {
        var request = PutRequest.newBuilder().setKey(bytes(word())).setValue(bytes(word()));
        while (hasOption()) {
            String option = word();
            switch (name(option)) {
                case "prev" -> request.setPrevKv(true);
                case "ignore-value" -> request.setIgnoreValue(true).clearValue();
                case "ignore-lease" -> request.setIgnoreLease(true);
                case "lease" -> request.setLease(Long.parseLong(value(option)));
                default -> throw new IllegalArgumentException(option);
            }
        }
        return request.build();
    }

    DeleteRangeRequest delete() {
        var request = DeleteRangeRequest.newBuilder().setKey(bytes(word()));
        while (hasOption()) {
            String option = word();
            switch (name(option)) {
                case "prev" -> request.setPrevKv(true);
                case "end" -> request.setRangeEnd(bytes(value(option)));
                default -> throw new IllegalArgumentException(option);
            }
        }
        return request.build();
    }

    RangeRequest range() {
        var request = RangeRequest.newBuilder().setKey(bytes(word()));
        while (hasOption()) {
            String option = word();
            switch (name(option)) {
                case "end" -> request.setRangeEnd(bytes(value(option)));
                case "rev" -> request.setRevision(Long.parseLong(value(option)));
                case "limit" -> request.setLimit(Long.parseLong(value(option)));
                case "order" -> request.setSortOrder(RangeRequest.SortOrder.valueOf(upper(value(option))));
                case "target" -> request.setSortTarget(RangeRequest.SortTarget.valueOf(upper(value(option))));
                case "min-mod" -> request.setMinModRevision(Long.parseLong(value(option)));
                case "max-mod" -> request.setMaxModRevision(Long.parseLong(value(option)));
                case "min-create" -> request.setMinCreateRevision(Long.parseLong(value(option)));
                case "max-create" -> request.setMaxCreateRevision(Long.parseLong(value(option)));
                case "keys-only" -> request.setKeysOnly(true);
                case "count-only" -> request.setCountOnly(true);
                default -> throw new IllegalArgumentException(option);
            }
        }
        return request.build();
    }

    TxnRequest txn() {
        var request = TxnRequest.newBuilder();
        while (!words.isEmpty() && !words.peek().equals(")")) {
            String part = word();
            switch (part) {
                case "if" -> request.addCompare(compare());
                case "then" -> request.addSuccess(operation());
                case "else" -> request.addFailure(operation());
                default -> throw new IllegalArgumentException(part);
            }
        }
        return request.build();
    }

    AlarmRequest alarm() {
        return AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.valueOf(upper(word())))
                .setAlarm(AlarmType.valueOf(upper(word())))
                .setMemberID(number())
                .build();
    }

    private RequestOp operation() {
        var operation = RequestOp.newBuilder();
        String kind = word();
        return switch (kind) {
            case "put" -> operation.setRequestPut(put()).build();
            case "del" -> operation.setRequestDeleteRange(delete()).build();
            case "get" -> operation.setRequestRange(range()).build();
            case "nothing" -> operation.build();
            case "(" -> {
                operation.setRequestTxn(txn());
                words.removeFirst();
                yield operation.build();
            }
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private Compare compare() {
        var compare = Compare.newBuilder();
        var target = Compare.CompareTarget.valueOf(upper(word()));
        compare.setTarget(target).setKey(bytes(word()));
        compare.setResult(
                switch (word()) {
                    case "=" -> Compare.CompareResult.EQUAL;
                    case "!=" -> Compare.CompareResult.NOT_EQUAL;
                    case ">" -> Compare.CompareResult.GREATER;
                    default -> Compare.CompareResult.LESS;
                });
        String operand = word();
        switch (target) {
            case VERSION -> compare.setVersion(Long.parseLong(operand));
            case CREATE -> compare.setCreateRevision(Long.parseLong(operand));
            case MOD -> compare.setModRevision(Long.parseLong(operand));
            case LEASE -> compare.setLease(Long.parseLong(operand));
            case VALUE, UNRECOGNIZED -> compare.setValue(bytes(operand));
        }
        if (hasOption()) {
            compare.setRangeEnd(bytes(value(word())));
        }
        return compare.build();
    }

    /** Whether the next word belongs to this request. */
    private boolean hasOption() {
        String next = words.peek();
        return next != null && !List.of("if", "then", "else", ")").contains(next);
    }

    private static String name(String option) {
        int equals = option.indexOf('=');
        return equals < 0 ? option : option.substring(0, equals);
    }

    private static String value(String option) {
        return option.substring(option.indexOf('=') + 1);
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    private static ByteString bytes(String word) {
        try {
            return word.equals("\"\"") ? ByteString.EMPTY : TextFormat.unescapeBytes(word);
        } catch (TextFormat.InvalidEscapeSequenceException e) {
            throw new IllegalArgumentException(word, e);
        }
    }
}
