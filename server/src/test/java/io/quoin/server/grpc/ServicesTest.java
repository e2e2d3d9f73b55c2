package io.quoin.server.grpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.AlarmRequest;
import io.quoin.api.etcdserverpb.AlarmRequest.AlarmAction;
import io.quoin.api.etcdserverpb.AlarmResponse;
import io.quoin.api.etcdserverpb.AlarmType;
import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.Compare.CompareTarget;
import io.quoin.api.etcdserverpb.MemberListRequest;
import io.quoin.api.etcdserverpb.MemberListResponse;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.PutResponse;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RangeResponse;
import io.quoin.api.etcdserverpb.StatusRequest;
import io.quoin.api.etcdserverpb.StatusResponse;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.api.etcdserverpb.TxnResponse;
import io.quoin.api.grpc.health.v1.HealthCheckRequest;
import io.quoin.api.grpc.health.v1.HealthCheckResponse;
import io.quoin.api.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.quoin.consensus.node.ProposalRefusal;
import io.quoin.server.rpc.BatchedAnswers;
import io.quoin.server.rpc.Handler;
import io.quoin.server.rpc.RpcStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The services over a real store, called as the front door calls them. */
class ServicesTest {
    private static final int REQUEST_BYTES_MAX = 10_000;

    private final TestReplica replica = new TestReplica();
    private final BatchedAnswers answers = new BatchedAnswers();
    private final TestLoop loop = new TestLoop();
    private final Services services = new Services(
            replica,
            answers,
            new Services.Limits(REQUEST_BYTES_MAX, 128, 1 << 20, Duration.ofSeconds(7)),
            new Services.Self("me", List.of("http://p:1"), List.of("http://c:1")));

    @AfterEach
    void close() {
        services.close();
    }

    private TestCall begin(String method, byte[] request) {
        TestCall call = new TestCall(loop);
        ((Handler.Unary) services.methods().find('/' + method).handler()).handle(request, call);
        return call;
    }

    private TestCall call(String method, Message request) {
        TestCall call = begin(method, request.toByteArray());
        loop.turn();
        replica.commit();
        answers.handOver();
        loop.turn();
        return call;
    }

    /** Turns the loop until the call is answered. */
    private void awaitAnswer(TestCall call) throws InterruptedException {
        for (int turns = 0; call.status == null && turns < 20; turns++) {
            loop.awaitTask();
            loop.turn();
        }
    }

    private static byte[] answer(TestCall call) {
        assertEquals(RpcStatus.OK, call.status);
        return call.messages.getFirst();
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build();
    }

    private static RangeRequest all() {
        return RangeRequest.newBuilder()
                .setKey(ByteString.copyFrom(new byte[1]))
                .setRangeEnd(ByteString.copyFrom(new byte[1]))
                .build();
    }

    private static void assertRefused(EtcdError error, TestCall call) {
        assertEquals(new RpcStatus(error.wireCode().value(), error.message()), call.status);
        assertTrue(call.messages.isEmpty());
    }

    @Test
    void whatIsPutIsRead() throws InvalidProtocolBufferException {
        PutResponse put = PutResponse.parseFrom(answer(call("etcdserverpb.KV/Put", put("a", "1"))));
        assertEquals(2, put.getHeader().getRevision());
        assertEquals(TestReplica.MEMBER_ID, put.getHeader().getMemberId());
        assertEquals(TestReplica.CLUSTER_ID, put.getHeader().getClusterId());
        assertEquals(TestReplica.TERM, put.getHeader().getRaftTerm());
        RangeResponse range = RangeResponse.parseFrom(answer(call("etcdserverpb.KV/Range", all())));
        assertEquals("1", range.getKvs(0).getValue().toStringUtf8());
        assertEquals(1, range.getCount());
        assertEquals(2, range.getHeader().getRevision());
    }

    @Test
    void whatTheLogDoesNotDecideInTimeIsTimedOut() {
        var hurried = new Services.Limits(REQUEST_BYTES_MAX, 128, 1 << 20, Duration.ofNanos(1));
        try (Services impatient =
                new Services(replica, answers, hurried, new Services.Self("me", List.of(), List.of()))) {
            TestCall call = new TestCall(loop);
            var handler = (Handler.Unary)
                    impatient.methods().find("/etcdserverpb.KV/Put").handler();
            handler.handle(put("a", "1").toByteArray(), call);
            loop.turn();
            assertNull(call.status, "the node has it");

            loop.runTimers();

            assertRefused(EtcdError.TIMEOUT, call);
            assertEquals(1, impatient.figures().failed());
        }
    }

    @Test
    void proposalsOfATurnAreHandedOverTogether() {
        TestCall first = begin("etcdserverpb.KV/Put", put("a", "1").toByteArray());
        TestCall second = begin("etcdserverpb.KV/Put", put("b", "1").toByteArray());
        assertTrue(replica.handedOver.isEmpty());
        loop.turn();
        assertEquals(1, replica.handedOver.size());
        assertEquals(2, replica.handedOver.getFirst().size());
        replica.commit();
        assertNull(first.status);
        answers.handOver();
        loop.turn();
        assertEquals(RpcStatus.OK, first.status);
        assertEquals(RpcStatus.OK, second.status);
    }

    @Test
    void aTransactionTakesTheBranchThatHolds() throws InvalidProtocolBufferException {
        call("etcdserverpb.KV/Put", put("a", "1"));
        TxnRequest request = TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setTarget(CompareTarget.VALUE)
                        .setKey(ByteString.copyFromUtf8("a"))
                        .setValue(ByteString.copyFromUtf8("1")))
                .addSuccess(Requests.put("b"))
                .addFailure(Requests.put("c"))
                .build();
        TxnResponse response = TxnResponse.parseFrom(answer(call("etcdserverpb.KV/Txn", request)));
        assertTrue(response.getSucceeded());
        assertEquals(3, response.getHeader().getRevision());
        assertEquals(3, response.getResponses(0).getResponsePut().getHeader().getRevision());
    }

    @Test
    void aTransactionOfRangesIsReadWithoutTheLog() throws InvalidProtocolBufferException {
        call("etcdserverpb.KV/Put", put("a", "1"));
        TestCall call = begin(
                "etcdserverpb.KV/Txn",
                Requests.txn(Requests.range("a")).getRequestTxn().toByteArray());
        TxnResponse response = TxnResponse.parseFrom(answer(call));
        assertEquals(1, response.getResponses(0).getResponseRange().getCount());
        assertEquals(2, response.getHeader().getRevision());
    }

    @Test
    void refusalsOfRulesAndOfTheStoreAreSaidAlike() {
        assertRefused(EtcdError.EMPTY_KEY, call("etcdserverpb.KV/Put", put("", "1")));
        assertRefused(
                EtcdError.FUTURE_REV,
                call(
                        "etcdserverpb.KV/Compact",
                        CompactionRequest.newBuilder().setRevision(9).build()));
        assertRefused(
                EtcdError.FUTURE_REV,
                call("etcdserverpb.KV/Range", all().toBuilder().setRevision(9).build()));
    }

    @Test
    void whatEtcdWouldNotWriteToItsLogIsTooLarge() {
        assertRefused(
                EtcdError.REQUEST_TOO_LARGE, call("etcdserverpb.KV/Put", put("a", "x".repeat(REQUEST_BYTES_MAX))));
        assertTrue(replica.handedOver.isEmpty());
    }

    @Test
    void bytesThatAreNoMessageAreRefused() {
        TestCall call = begin("etcdserverpb.KV/Put", new byte[] {0x0a, 0x7f});
        assertEquals(RpcStatus.INTERNAL, call.status.code());
        assertTrue(call.status.message().startsWith("grpc: error unmarshalling request"), call.status.message());
    }

    @Test
    void aRefusedProposalIsSaidWithItsReason() {
        replica.refusal = ProposalRefusal.OVERLOADED;
        assertRefused(EtcdError.REQUEST_TOO_MANY_REQUESTS, call("etcdserverpb.KV/Put", put("a", "1")));
        replica.refusal = ProposalRefusal.NOT_LEADER;
        assertRefused(EtcdError.NO_LEADER, call("etcdserverpb.KV/Put", put("a", "1")));
    }

    @Test
    void withoutALeaderOnlySerializableReadsAreAnswered() throws InvalidProtocolBufferException {
        replica.leads = false;
        assertRefused(EtcdError.NO_LEADER, call("etcdserverpb.KV/Range", all()));
        RangeRequest serializable = all().toBuilder().setSerializable(true).build();
        assertEquals(
                0,
                RangeResponse.parseFrom(answer(call("etcdserverpb.KV/Range", serializable)))
                        .getCount());
        TestCall demanding = new TestCall(loop);
        demanding.metadata.put("hasleader", "true");
        ((Handler.Unary) services.methods().find("/etcdserverpb.KV/Range").handler())
                .handle(serializable.toByteArray(), demanding);
        assertRefused(EtcdError.NO_LEADER, demanding);
    }

    @Test
    void aStreamIsRefusedForItsMetadataBeforeItsMessage() {
        replica.leads = false;
        TestCall call = new TestCall(loop);
        call.metadata.put("hasleader", "true");
        var streaming = (Handler.Streaming)
                services.methods().find("/etcdserverpb.KV/RangeStream").handler();
        var receiver = streaming.open(call);
        assertRefused(EtcdError.NO_LEADER, call);
        receiver.message(all().toByteArray()); // is passed over
        receiver.halfClosed();
    }

    @Test
    void aClientApiVersionMustBeUtf8() {
        for (String version : List.of("3.7", "", "\u00c3\u00bc")) {
            assertEquals(RpcStatus.OK, withApiVersion(version).status, version);
        }
        for (String version : List.of("\u00ff", "3.7\u00c3")) {
            assertRefused(EtcdError.INVALID_CLIENT_API_VERSION, withApiVersion(version));
        }
    }

    /** A read whose client says so; each character is one byte of the header. */
    private TestCall withApiVersion(String version) {
        TestCall call = new TestCall(loop);
        call.metadata.put("client-api-version", version);
        ((Handler.Unary) services.methods().find("/etcdserverpb.KV/Range").handler()).handle(all().toByteArray(), call);
        return call;
    }

    @Test
    void aRangeOfManyKeysIsReadBesideTheLoop() throws Exception {
        for (int i = 0; i < 1_001; i++) {
            begin("etcdserverpb.KV/Put", put("key" + i, "v").toByteArray());
        }
        loop.turn();
        replica.commit();
        answers.handOver();
        loop.turn();
        TestCall call = begin("etcdserverpb.KV/Range", all().toByteArray());
        assertNull(call.status);
        awaitAnswer(call);
        assertEquals(1_001, RangeResponse.parseFrom(answer(call)).getKvsCount());
    }

    @Test
    void alarmsAreRaisedReadAndTakenBack() throws InvalidProtocolBufferException {
        AlarmRequest raise = AlarmRequest.newBuilder()
                .setAction(AlarmAction.ACTIVATE)
                .setMemberID(5)
                .setAlarm(AlarmType.NOSPACE)
                .build();
        AlarmResponse raised = AlarmResponse.parseFrom(answer(call("etcdserverpb.Maintenance/Alarm", raise)));
        assertEquals(5, raised.getAlarms(0).getMemberID());
        assertRefused(EtcdError.NO_SPACE, call("etcdserverpb.KV/Put", put("a", "1")));
        StatusResponse status = StatusResponse.parseFrom(
                answer(call("etcdserverpb.Maintenance/Status", StatusRequest.getDefaultInstance())));
        assertEquals("memberID:5 alarm:NOSPACE", status.getErrors(0));
        call(
                "etcdserverpb.Maintenance/Alarm",
                raise.toBuilder().setAction(AlarmAction.DEACTIVATE).build());
        byte[] left = answer(call("etcdserverpb.Maintenance/Alarm", AlarmRequest.getDefaultInstance()));
        assertEquals(0, AlarmResponse.parseFrom(left).getAlarmsCount());
    }

    @Test
    void statusShowsVersionPositionAndQuota() throws InvalidProtocolBufferException {
        call("etcdserverpb.KV/Put", put("a", "1"));
        StatusResponse status = StatusResponse.parseFrom(
                answer(call("etcdserverpb.Maintenance/Status", StatusRequest.getDefaultInstance())));
        assertEquals("3.7.3", status.getVersion());
        assertEquals(TestReplica.MEMBER_ID, status.getLeader());
        assertEquals(1, status.getRaftAppliedIndex());
        assertEquals(1 << 20, status.getDbSizeQuota());
        assertTrue(status.hasDowngradeInfo());
    }

    @Test
    void theMembersAreThisOneAndTheirHeaderHasNoRevision() throws InvalidProtocolBufferException {
        MemberListRequest request =
                MemberListRequest.newBuilder().setLinearizable(true).build();
        MemberListResponse members =
                MemberListResponse.parseFrom(answer(call("etcdserverpb.Cluster/MemberList", request)));
        assertEquals("me", members.getMembers(0).getName());
        assertEquals("http://c:1", members.getMembers(0).getClientURLs(0));
        assertEquals(0, members.getHeader().getRevision());
    }

    @Test
    void healthIsServingUnderTheEmptyName() throws InvalidProtocolBufferException {
        byte[] healthy = answer(call("grpc.health.v1.Health/Check", HealthCheckRequest.getDefaultInstance()));
        assertArrayEquals(
                HealthCheckResponse.newBuilder()
                        .setStatus(ServingStatus.SERVING)
                        .build()
                        .toByteArray(),
                healthy);
        TestCall unknown = call(
                "grpc.health.v1.Health/Check",
                HealthCheckRequest.newBuilder().setService("x").build());
        assertEquals(new RpcStatus(RpcStatus.NOT_FOUND, "unknown service"), unknown.status);
    }

    @Test
    void methodsThatAreNotServedYetSaySo() {
        TestCall lease = begin("etcdserverpb.Lease/LeaseGrant", new byte[0]);
        assertEquals(RpcStatus.UNIMPLEMENTED, lease.status.code());
        TestCall watch = new TestCall(loop);
        ((Handler.Streaming)
                        services.methods().find("/etcdserverpb.Watch/Watch").handler())
                .open(watch);
        assertEquals(RpcStatus.UNIMPLEMENTED, watch.status.code());
    }
}
