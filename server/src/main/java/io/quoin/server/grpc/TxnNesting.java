package io.quoin.server.grpc;

import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;

/**
 * Makes a transaction parseable that nests deeper than a recursive parser may go, without changing what it is refused
 * for: each level needs an operation, so whatever is cut off here lies far below the level where the limit of
 * operations refuses. One pass over the bytes, no recursion; memory is bounded by {@link #MESSAGES_MAX}. Pure.
 */
final class TxnNesting {
    /** How deep Go's parser, and so etcd, lets messages nest. */
    static final int MESSAGES_MAX = 10_000;

    /** Transactions in transactions that are kept; each is two messages deep. */
    static final int LEVELS_KEPT = 400;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int VARINT_BYTES_MAX = 10;

    /** Tag of a field that transactions do not have, length-delimited: parsers skip it. */
    private static final byte FILLER_TAG = 15 << 3 | LENGTH_DELIMITED;

    private static final int LONG_FILLER_BYTES_MIN = 6;

    /** What was found; the bytes are null for anything but a transaction that was cut. */
    enum Finding {
        /** Something was cut off. */
        CUT,
        /** Nothing is too deep: what is wrong with the bytes is something else. */
        NOT_DEEP,
        /** Deeper than {@link #MESSAGES_MAX}. */
        TOO_DEEP,
        /** No message. */
        MALFORMED
    }

    private final byte[] bytes;
    private final byte[] shallow;
    private final int[] ends = new int[MESSAGES_MAX];
    private int position;
    private int messages = 1;
    private boolean cut;

    private TxnNesting(byte[] bytes) {
        this.bytes = bytes;
        this.shallow = bytes.clone();
        this.ends[0] = bytes.length;
    }

    /** A finding, and the shallow transaction if it is {@link Finding#CUT}. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Result(Finding finding, byte[] shallow) {}

    /** Looks at the bytes of a transaction. */
    static Result of(byte[] bytes) {
        TxnNesting nesting = new TxnNesting(bytes);
        Finding finding = nesting.scan();
        return new Result(finding, finding == Finding.CUT ? nesting.shallow : null);
    }

    private Finding scan() {
        while (messages > 0) {
            int end = ends[messages - 1];
            if (position == end) {
                messages--;
                continue;
            }
            long tag = varint(end);
            int length = tag < 0 ? -1 : contentBytes((int) tag & 7, end);
            if (length < 0 || length > end - position) {
                return Finding.MALFORMED;
            }
            if (isMessage(tag) && messages == MESSAGES_MAX) {
                return Finding.TOO_DEEP;
            }
            if (!isNested(tag)) {
                position += length;
            } else {
                ends[messages++] = position + length;
                if (messages == 2 * LEVELS_KEPT + 1) {
                    fill(position, length);
                }
            }
        }
        return cut ? Finding.CUT : Finding.NOT_DEEP;
    }

    /** Whether a field holds a message. */
    private boolean isMessage(long tag) {
        int last = inTxn() ? TxnRequest.FAILURE_FIELD_NUMBER : RequestOp.REQUEST_TXN_FIELD_NUMBER;
        return tag >= tag(1) && tag <= tag(last) && (tag & 7) == LENGTH_DELIMITED;
    }

    /** Odd messages are transactions, even ones operations. */
    private boolean inTxn() {
        return messages % 2 == 1;
    }

    /** Whether a field holds a message that can hold others. */
    private boolean isNested(long tag) {
        return inTxn()
                ? tag == tag(TxnRequest.SUCCESS_FIELD_NUMBER) || tag == tag(TxnRequest.FAILURE_FIELD_NUMBER)
                : tag == tag(RequestOp.REQUEST_TXN_FIELD_NUMBER);
    }

    private static int tag(int field) {
        return field << 3 | LENGTH_DELIMITED;
    }

    /** Length of a field's content, -1 for none; a varint is passed over. Groups are not expected here. */
    private int contentBytes(int wireType, int end) {
        return switch (wireType) {
            case VARINT -> varint(end) < 0 && position > end ? -1 : 0;
            case FIXED64 -> Long.BYTES;
            case FIXED32 -> Integer.BYTES;
            case LENGTH_DELIMITED -> (int) Math.min(varint(end), Integer.MAX_VALUE);
            default -> -1;
        };
    }

    /** The next varint; when it does not end in time -1, and the position is behind the end. */
    private long varint(int end) {
        long value = 0;
        for (int i = 0; i < VARINT_BYTES_MAX && position < end; i++) {
            byte next = bytes[position++];
            value |= (long) (next & 0x7F) << 7 * i;
            if (next >= 0) {
                return value;
            }
        }
        position = end + 1;
        return -1;
    }

    /** Replaces the content of a transaction by a field that says nothing. */
    private void fill(int start, int length) {
        if (length == 0) {
            return;
        }
        cut = true;
        shallow[start] = FILLER_TAG;
        if (length < LONG_FILLER_BYTES_MIN) {
            shallow[start + 1] = (byte) (length - 2);
            return;
        }
        int rest = length - LONG_FILLER_BYTES_MIN;
        for (int i = 1; i < LONG_FILLER_BYTES_MIN - 1; i++) {
            shallow[start + i] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        shallow[start + LONG_FILLER_BYTES_MIN - 1] = (byte) rest;
    }
}
