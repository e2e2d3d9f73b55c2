package io.quoin.statemachine.command;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.quoin.api.etcdserverpb.AlarmRequest;
import io.quoin.consensus.Envelope;
import io.quoin.consensus.InvariantViolation;
import io.quoin.statemachine.alarm.Alarm;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Makes and reads the data of a log entry: an unstamped {@link Envelope}, then one {@link Command}.
 *
 * <p>The builders wrap the <em>serialized</em> request with tag and length: one copy, no encoding. The caller has
 * decoded and validated the bytes; what is not a request of that type must not get here, because {@link #decode}
 * treats a command that it cannot read as a broken log. Stateless; any thread.
 */
public final class Commands {
    /**
     * How deep the messages of a command may nest. Each nested transaction takes two levels and the command one, so a
     * server that decodes requests with a limit at least two below this never proposes what cannot be applied.
     */
    public static final int MESSAGE_DEPTH_MAX = 1_000;

    private static final int WIRE_TYPE_BITS = 3;
    private static final int LENGTH_DELIMITED = 2;

    private Commands() {}

    /** Entry data for a serialized {@code etcdserverpb.PutRequest}. */
    public static byte[] put(byte[] request) {
        return put(request, "", 0);
    }

    /** As {@link #put(byte[])}, on behalf of an authenticated user. */
    public static byte[] put(byte[] request, String userName, long authRevision) {
        return wrap(Command.PUT_FIELD_NUMBER, request, userName, authRevision);
    }

    /** Entry data for a serialized {@code etcdserverpb.DeleteRangeRequest}. */
    public static byte[] deleteRange(byte[] request) {
        return deleteRange(request, "", 0);
    }

    /** As {@link #deleteRange(byte[])}, on behalf of an authenticated user. */
    public static byte[] deleteRange(byte[] request, String userName, long authRevision) {
        return wrap(Command.DELETE_RANGE_FIELD_NUMBER, request, userName, authRevision);
    }

    /** Entry data for a serialized {@code etcdserverpb.TxnRequest}. */
    public static byte[] txn(byte[] request) {
        return txn(request, "", 0);
    }

    /** As {@link #txn(byte[])}, on behalf of an authenticated user. */
    public static byte[] txn(byte[] request, String userName, long authRevision) {
        return wrap(Command.TXN_FIELD_NUMBER, request, userName, authRevision);
    }

    /** Entry data for a serialized {@code etcdserverpb.CompactionRequest}. */
    public static byte[] compaction(byte[] request) {
        return compaction(request, "", 0);
    }

    /** As {@link #compaction(byte[])}, on behalf of an authenticated user. */
    public static byte[] compaction(byte[] request, String userName, long authRevision) {
        return wrap(Command.COMPACTION_FIELD_NUMBER, request, userName, authRevision);
    }

    /** Entry data for a serialized {@code etcdserverpb.AlarmRequest}. */
    public static byte[] alarm(byte[] request) {
        return alarm(request, "", 0);
    }

    /** As {@link #alarm(byte[])}, on behalf of an authenticated user. */
    public static byte[] alarm(byte[] request, String userName, long authRevision) {
        return wrap(Command.ALARM_FIELD_NUMBER, request, userName, authRevision);
    }

    /** Entry data that raises an alarm. */
    public static byte[] raise(Alarm alarm) {
        return alarm(AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                .setMemberID(alarm.memberId())
                .setAlarmValue(alarm.type())
                .build()
                .toByteArray());
    }

    /** Entry data for a command that was built as a message: tests and tools. */
    public static byte[] entryData(Command command) {
        byte[] encoded = command.toByteArray();
        byte[] data = Envelope.newEntryData("", 0, encoded.length);
        System.arraycopy(encoded, 0, data, Envelope.commandOffset(data), encoded.length);
        return data;
    }

    /**
     * Reads the command of an entry. Byte strings of the message share the entry's array.
     *
     * @throws InvariantViolation when the bytes are no command: the log's checksums held, so it was written like this
     */
    public static Command decode(byte[] entryData) {
        int offset = Envelope.commandOffset(entryData);
        CodedInputStream in =
                UnsafeByteOperations.unsafeWrap(entryData).substring(offset).newCodedInput();
        in.enableAliasing(true);
        in.setRecursionLimit(MESSAGE_DEPTH_MAX);
        try {
            return Command.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw new InvariantViolation("entry holds no command: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading an array", e);
        }
    }

    private static byte[] wrap(int fieldNumber, byte[] request, String userName, long authRevision) {
        int tag = fieldNumber << WIRE_TYPE_BITS | LENGTH_DELIMITED;
        int prefixBytes = CodedOutputStream.computeUInt32SizeNoTag(tag)
                + CodedOutputStream.computeUInt32SizeNoTag(request.length);
        byte[] data = Envelope.newEntryData(userName, authRevision, prefixBytes + request.length);
        CodedOutputStream out =
                CodedOutputStream.newInstance(data, Envelope.commandOffset(data), prefixBytes + request.length);
        try {
            out.writeUInt32NoTag(tag);
            out.writeUInt32NoTag(request.length);
            out.write(request, 0, request.length);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("writing an array of the right length", e);
        }
        return data;
    }
}
