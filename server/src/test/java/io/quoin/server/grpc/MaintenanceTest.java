package io.quoin.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.AlarmRequest;
import io.quoin.api.etcdserverpb.AlarmRequest.AlarmAction;
import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.api.etcdserverpb.CompactionResponse;
import io.quoin.api.etcdserverpb.DefragmentRequest;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.HashKVRequest;
import io.quoin.api.etcdserverpb.HashKVResponse;
import io.quoin.api.etcdserverpb.MoveLeaderRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.StatusRequest;
import io.quoin.api.etcdserverpb.StatusResponse;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.server.rpc.BatchedAnswers;
import io.quoin.server.rpc.Handler;
import io.quoin.server.rpc.RpcStatus;
import io.quoin.statemachine.alarm.Alarm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators ask of a member, over a real store. */
class MaintenanceTest {
    private static final String MAINTENANCE = "etcdserverpb.Maintenance/";
    private static final long QUOTA_BYTES = 100_000;

    private final TestReplica replica = new TestReplica();
    private final BatchedAnswers answers = new BatchedAnswers();
    private final TestLoop loop = new TestLoop();
    private Services services = services(QUOTA_BYTES);

    private Services services(long quotaBytes) {
        return new Services(
                replica,
                answers,
                new Services.Limits(1_000_000, 128, quotaBytes, Duration.ofSeconds(7)),
                new Services.Self("me", List.of(), List.of()));
    }

    @AfterEach
    void close() {
        services.close();
    }

    private TestCall call(String method, Message request) {
        TestCall call = new TestCall(loop);
        ((Handler.Unary) services.methods().find('/' + method).handler()).handle(request.toByteArray(), call);
        turn();
        return call;
    }

    private void turn() {
        loop.turn();
        replica.commit();
        answers.handOver();
        loop.turn();
    }

    private static void assertRefused(EtcdError error, TestCall call) {
        assertEquals(new RpcStatus(error.wireCode().value(), error.message()), call.status);
    }

    private static byte[] answer(TestCall call) {
        assertEquals(RpcStatus.OK, call.status);
        return call.messages.getFirst();
    }

    private static PutRequest put(String key, int valueBytes) {
        return PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFrom(new byte[valueBytes]))
                .build();
    }

    private static HashKVRequest hashAt(long revision) {
        return HashKVRequest.newBuilder().setRevision(revision).build();
    }

    private static CompactionRequest physical(long revision) {
        return CompactionRequest.newBuilder()
                .setRevision(revision)
                .setPhysical(true)
                .build();
    }

    @Test
    void aHashNamesTheRevisionsThatItCovers() throws InvalidProtocolBufferException {
        call("etcdserverpb.KV/Put", put("a", 1));
        call("etcdserverpb.KV/Put", put("b", 1));
        HashKVResponse newest = HashKVResponse.parseFrom(answer(call(MAINTENANCE + "HashKV", hashAt(0))));
        HashKVResponse before = HashKVResponse.parseFrom(answer(call(MAINTENANCE + "HashKV", hashAt(2))));
        assertEquals(3, newest.getHeader().getRevision());
        assertEquals(3, newest.getHashRevision());
        assertEquals(2, before.getHashRevision());
        assertEquals(-1, before.getCompactRevision());
        assertNotEquals(before.getHash(), newest.getHash());
        assertRefused(EtcdError.FUTURE_REV, call(MAINTENANCE + "HashKV", hashAt(4)));
        call(
                "etcdserverpb.KV/Compact",
                CompactionRequest.newBuilder().setRevision(3).build());
        assertRefused(EtcdError.COMPACTED, call(MAINTENANCE + "HashKV", hashAt(2)));
    }

    @Test
    void aPhysicalCompactionIsAnsweredWhenItIsFinished() throws InvalidProtocolBufferException {
        call("etcdserverpb.KV/Put", put("a", 1));
        TestCall compaction = call("etcdserverpb.KV/Compact", physical(2));
        assertNull(compaction.status);
        replica.whenCompacted.remove(2L).run();
        turn();
        CompactionResponse response = CompactionResponse.parseFrom(answer(compaction));
        assertEquals(2, response.getHeader().getRevision());
    }

    @Test
    void aPhysicalCompactionThatIsRefusedWaitsForTheRunningOne() {
        call("etcdserverpb.KV/Put", put("a", 1));
        call(
                "etcdserverpb.KV/Compact",
                CompactionRequest.newBuilder().setRevision(2).build());
        TestCall again = call("etcdserverpb.KV/Compact", physical(1));
        assertNull(again.status);
        replica.whenCompacted.remove(2L).run();
        turn();
        assertRefused(EtcdError.COMPACTED, again);
        assertRefused(EtcdError.FUTURE_REV, call("etcdserverpb.KV/Compact", physical(9)));
    }

    @Test
    void defragmentationIsAnsweredWithoutAHeader() {
        TestCall done = call(MAINTENANCE + "Defragment", DefragmentRequest.getDefaultInstance());
        assertEquals(0, answer(done).length);
        replica.defragmentationRefusal = EtcdError.NO_SPACE;
        assertRefused(EtcdError.NO_SPACE, call(MAINTENANCE + "Defragment", DefragmentRequest.getDefaultInstance()));
    }

    @Test
    void leadershipMovesNowhereButToItself() {
        MoveLeaderRequest toSelf = MoveLeaderRequest.newBuilder()
                .setTargetID(TestReplica.MEMBER_ID)
                .build();
        assertEquals(0, answer(call(MAINTENANCE + "MoveLeader", toSelf)).length);
        assertRefused(
                EtcdError.BAD_LEADER_TRANSFEREE,
                call(MAINTENANCE + "MoveLeader", MoveLeaderRequest.getDefaultInstance()));
        replica.leads = false;
        assertRefused(EtcdError.NOT_LEADER, call(MAINTENANCE + "MoveLeader", toSelf));
    }

    @Test
    void beyondTheQuotaWhatTakesSpaceIsRefusedAndTheAlarmRaised() throws InvalidProtocolBufferException {
        assertEquals(RpcStatus.OK, call("etcdserverpb.KV/Put", put("a", 50_000)).status);
        assertRefused(EtcdError.NO_SPACE, call("etcdserverpb.KV/Put", put("b", 60_000)));
        StatusResponse status =
                StatusResponse.parseFrom(answer(call(MAINTENANCE + "Status", StatusRequest.getDefaultInstance())));
        assertEquals(
                "memberID:" + Long.toUnsignedString(TestReplica.MEMBER_ID) + " alarm:NOSPACE", status.getErrors(0));
        assertEquals(QUOTA_BYTES, status.getDbSizeQuota());
        assertRefused(EtcdError.NO_SPACE, call("etcdserverpb.KV/Put", put("small", 1)));
        TxnRequest deletion = TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder()
                        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("a"))))
                .build();
        assertEquals(RpcStatus.OK, call("etcdserverpb.KV/Txn", deletion).status);
    }

    @Test
    void aTransactionCostsItsDearerBranchNestedPutsIncluded() {
        call("etcdserverpb.KV/Put", put("a", 50_000));
        TxnRequest inner = TxnRequest.newBuilder()
                .addFailure(RequestOp.newBuilder().setRequestPut(put("b", 30_000)))
                .addFailure(RequestOp.newBuilder().setRequestPut(put("c", 30_000)))
                .build();
        TxnRequest outer = TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestPut(put("d", 10)))
                .addFailure(RequestOp.newBuilder().setRequestTxn(inner))
                .build();
        TxnRequest fits = TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestPut(put("b", 20_000)))
                .addFailure(RequestOp.newBuilder().setRequestPut(put("c", 20_000)))
                .build();
        assertEquals(RpcStatus.OK, call("etcdserverpb.KV/Txn", fits).status);
        assertRefused(EtcdError.NO_SPACE, call("etcdserverpb.KV/Txn", outer));
        assertFalse(replica.state().alarms().all().isEmpty());
    }

    @Test
    void aNegativeQuotaIsNoneAndReportedAsItIs() throws InvalidProtocolBufferException {
        services.close();
        services = services(-1);
        assertEquals(RpcStatus.OK, call("etcdserverpb.KV/Put", put("a", 500_000)).status);
        StatusResponse status =
                StatusResponse.parseFrom(answer(call(MAINTENANCE + "Status", StatusRequest.getDefaultInstance())));
        assertEquals(-1, status.getDbSizeQuota());
    }

    @Test
    void aFullDiskIsAQuotaUsedUp() {
        services.close();
        services = services(-1);
        replica.shortOfSpace = true;
        assertRefused(EtcdError.NO_SPACE, call("etcdserverpb.KV/Put", put("a", 1)));
        assertFalse(replica.state().alarms().all().isEmpty());
        var deletion = DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("a"));
        assertEquals(RpcStatus.OK, call("etcdserverpb.KV/DeleteRange", deletion.build()).status);
    }

    @Test
    void whoTakesTheAlarmBackHasTheDiskLookedAtFirst() {
        replica.shortOfSpace = true;
        assertRefused(EtcdError.NO_SPACE, call("etcdserverpb.KV/Put", put("a", 1)));
        AlarmRequest disarm = AlarmRequest.newBuilder()
                .setAction(AlarmAction.DEACTIVATE)
                .setMemberID(TestReplica.MEMBER_ID)
                .setAlarmValue(Alarm.NO_SPACE)
                .build();
        assertEquals(RpcStatus.OK, call(MAINTENANCE + "Alarm", disarm).status);
        assertRefused(EtcdError.NO_SPACE, call("etcdserverpb.KV/Put", put("a", 1)));
        replica.hasRoomAgain = true;
        assertEquals(RpcStatus.OK, call(MAINTENANCE + "Alarm", disarm).status);
        assertEquals(RpcStatus.OK, call("etcdserverpb.KV/Put", put("a", 1)).status);
    }

    @Test
    void alarmsAreNotListedWithoutALeader() {
        replica.leads = false;
        AlarmRequest list = AlarmRequest.newBuilder().setAction(AlarmAction.GET).build();
        assertRefused(EtcdError.NO_LEADER, call(MAINTENANCE + "Alarm", list));
    }
}
