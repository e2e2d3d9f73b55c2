package io.quoin.statemachine.testing;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.AlarmRequest;
import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.statemachine.command.Command;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Draws requests over a small universe of keys and values, binary ones among them, with every option and many that are
 * refused. Requests that a server would refuse before proposing them occur too: apply must be total. Revisions are
 * drawn so that past, compacted, present and future ones all happen.
 */
public final class RequestGenerator {
    private static final List<ByteString> KEYS = List.of(
            bytes('a'),
            bytes('a', 0),
            bytes('a', 'b'),
            bytes('b'),
            bytes('c'),
            bytes(0),
            bytes(0xFF),
            bytes(0xFF, 0xFF));
    private static final List<ByteString> VALUES =
            List.of(ByteString.EMPTY, bytes('x'), bytes('y'), bytes('x', 0), bytes(0x80), bytes('x', 'x'));
    private static final ByteString OPEN_END = bytes(0);
    private static final int REVISION_MAX = 14;
    private static final int UNKNOWN_ENUM_NUMBER = 9;

    private final RandomGenerator random;
    private final LongSupplier newestRevision;

    /** Draws from this source only, for a history of some ten revisions. */
    public RequestGenerator(RandomGenerator random) {
        this(random, () -> 0);
    }

    /** For a longer history: most revisions are near its newest, some anywhere in it. */
    public RequestGenerator(RandomGenerator random, LongSupplier newestRevision) {
        this.random = random;
        this.newestRevision = newestRevision;
    }

    /** Any command. */
    public Command command() {
        var command = Command.newBuilder();
        int kind = random.nextInt(100);
        if (kind < 42) {
            return command.setPut(put()).build();
        } else if (kind < 56) {
            return command.setDeleteRange(deleteRange()).build();
        } else if (kind < 84) {
            return command.setTxn(txn(2)).build();
        } else if (kind < 95) {
            return command.setCompaction(CompactionRequest.newBuilder()
                            .setRevision(revision())
                            .setPhysical(oneIn(3)))
                    .build();
        }
        return command.setAlarm(alarm()).build();
    }

    /** A range with any options. */
    public RangeRequest range() {
        ByteString key = key();
        var request = RangeRequest.newBuilder().setKey(key).setRangeEnd(rangeEnd(key));
        if (oneIn(3)) {
            request.setRevision(revision());
        }
        if (oneIn(3)) {
            request.setLimit(random.nextInt(-1, 6));
        }
        if (oneIn(3)) {
            request.setSortOrderValue(enumNumber(3));
        }
        if (oneIn(3)) {
            request.setSortTargetValue(enumNumber(5));
        }
        if (oneIn(8)) {
            request.setMinModRevision(revision()).setMaxModRevision(oneIn(2) ? revision() : 0);
        }
        if (oneIn(8)) {
            request.setMinCreateRevision(oneIn(2) ? revision() : 0).setMaxCreateRevision(revision());
        }
        return request.setKeysOnly(oneIn(6))
                .setCountOnly(oneIn(6))
                .setSerializable(oneIn(4))
                .build();
    }

    /** A transaction whose operations are ranges. */
    public TxnRequest readTxn() {
        var request = TxnRequest.newBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            request.addCompare(compare());
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            request.addSuccess(RequestOp.newBuilder().setRequestRange(range()));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            request.addFailure(RequestOp.newBuilder().setRequestRange(range()));
        }
        return request.build();
    }

    private PutRequest put() {
        var request = PutRequest.newBuilder().setKey(key()).setPrevKv(oneIn(3)).setLease(oneIn(20) ? 7 : 0);
        if (oneIn(6)) {
            request.setIgnoreValue(true);
        } else {
            request.setValue(oneOf(VALUES));
        }
        return request.setIgnoreLease(oneIn(8)).build();
    }

    private DeleteRangeRequest deleteRange() {
        ByteString key = key();
        return DeleteRangeRequest.newBuilder()
                .setKey(key)
                .setRangeEnd(rangeEnd(key))
                .setPrevKv(oneIn(3))
                .build();
    }

    private TxnRequest txn(int depth) {
        var request = TxnRequest.newBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            request.addCompare(compare());
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            request.addSuccess(operation(depth));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            request.addFailure(operation(depth));
        }
        return request.build();
    }

    private RequestOp operation(int depth) {
        var operation = RequestOp.newBuilder();
        int kind = random.nextInt(100);
        if (kind < 40) {
            return operation.setRequestPut(put()).build();
        } else if (kind < 60) {
            return operation.setRequestDeleteRange(deleteRange()).build();
        } else if (kind < 85) {
            return operation.setRequestRange(range()).build();
        } else if (kind < 98 && depth > 0) {
            return operation.setRequestTxn(txn(depth - 1)).build();
        }
        return kind == 99 ? operation.build() : operation.setRequestPut(put()).build();
    }

    private Compare compare() {
        ByteString key = key();
        var compare = Compare.newBuilder()
                .setKey(key)
                .setRangeEnd(oneIn(2) ? ByteString.EMPTY : rangeEnd(key))
                .setResultValue(enumNumber(4))
                .setTargetValue(enumNumber(5));
        // Mostly the operand that belongs to the target; sometimes another or none.
        int operand = oneIn(5) ? random.nextInt(6) : compare.getTargetValue();
        switch (operand) {
            case 0 -> compare.setVersion(random.nextInt(3));
            case 1 -> compare.setCreateRevision(revision());
            case 2 -> compare.setModRevision(revision());
            case 3 -> compare.setValue(oneOf(VALUES));
            case 4 -> compare.setLease(random.nextInt(2));
            default -> compare.clearTargetUnion();
        }
        return compare.build();
    }

    private AlarmRequest alarm() {
        // Alarms that refuse commands are mostly cleared again.
        return AlarmRequest.newBuilder()
                .setActionValue(oneIn(3) ? random.nextInt(3) : 2)
                .setMemberID(random.nextInt(2))
                .setAlarmValue(oneIn(10) ? UNKNOWN_ENUM_NUMBER : random.nextInt(3))
                .build();
    }

    private ByteString key() {
        return oneIn(60) ? ByteString.EMPTY : oneOf(KEYS);
    }

    private ByteString rangeEnd(ByteString key) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> ByteString.EMPTY;
            case 2 -> OPEN_END;
            case 3 -> key.concat(bytes(0xFF));
            default -> oneOf(KEYS);
        };
    }

    private long revision() {
        return switch (random.nextInt(20)) {
            case 0 -> -1;
            case 1 -> -2;
            case 2 -> Long.MAX_VALUE;
            case 3, 4 -> random.nextLong(Math.max(REVISION_MAX, newestRevision.getAsLong()));
            default -> Math.max(0, newestRevision.getAsLong() + 3 - REVISION_MAX) + random.nextInt(REVISION_MAX);
        };
    }

    private int enumNumber(int known) {
        return oneIn(30) ? UNKNOWN_ENUM_NUMBER : random.nextInt(known);
    }

    private boolean oneIn(int outcomes) {
        return random.nextInt(outcomes) == 0;
    }

    private ByteString oneOf(List<ByteString> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static ByteString bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteString.copyFrom(bytes);
    }
}
