package io.quoin.statemachine.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.AlarmRequest;
import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.consensus.Envelope;
import io.quoin.consensus.InvariantViolation;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CommandsTest {
    @Test
    void aWrappedRequestIsTheCommandThatProtobufEncodes() {
        var put = PutRequest.newBuilder()
                .setKey(ByteString.copyFrom(new byte[300]))
                .build();
        var delete = DeleteRangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k"))
                .build();
        var compaction = CompactionRequest.newBuilder().setRevision(-1).build();
        var alarm = AlarmRequest.newBuilder().setMemberID(-1).build();
        var txn = TxnRequest.getDefaultInstance();

        assertWraps(Command.newBuilder().setPut(put).build(), Commands.put(put.toByteArray()));
        assertWraps(Command.newBuilder().setDeleteRange(delete).build(), Commands.deleteRange(delete.toByteArray()));
        assertWraps(Command.newBuilder().setTxn(txn).build(), Commands.txn(txn.toByteArray()));
        assertWraps(
                Command.newBuilder().setCompaction(compaction).build(), Commands.compaction(compaction.toByteArray()));
        assertWraps(Command.newBuilder().setAlarm(alarm).build(), Commands.alarm(alarm.toByteArray()));
    }

    @Test
    void theEnvelopeBeforeItNamesTheUser() {
        var put = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build();

        byte[] data = Commands.put(put.toByteArray(), "r\u00f6\u00f6t", 7);

        assertEquals(new Envelope(0, 0, 0, 7, "r\u00f6\u00f6t"), Envelope.read(data));
        assertEquals(put, Commands.decode(data).getPut());
    }

    @Test
    void deepNestingIsReadUpToItsBound() {
        int depth = Commands.MESSAGE_DEPTH_MAX / 2 - 1;

        assertEquals(
                nested(depth),
                Commands.decode(Commands.txn(nested(depth).toByteArray())).getTxn());
    }

    @Test
    void bytesThatAreNoCommandAreABrokenInvariant() {
        byte[] data = Envelope.newEntryData("", 0, 3);
        Arrays.fill(data, Envelope.commandOffset(data), data.length, (byte) 0xFF);

        assertThrows(InvariantViolation.class, () -> Commands.decode(data));
    }

    private static void assertWraps(Command expected, byte[] data) {
        assertArrayEquals(Commands.entryData(expected), data);
        assertEquals(expected, Commands.decode(data));
    }

    private static TxnRequest nested(int depth) {
        TxnRequest txn = TxnRequest.getDefaultInstance();
        for (int i = 0; i < depth; i++) {
            txn = TxnRequest.newBuilder()
                    .addSuccess(RequestOp.newBuilder().setRequestTxn(txn))
                    .build();
        }
        return txn;
    }
}
