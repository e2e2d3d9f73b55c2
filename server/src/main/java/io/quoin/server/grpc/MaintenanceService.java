package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.AlarmMember;
import io.quoin.api.etcdserverpb.AlarmRequest;
import io.quoin.api.etcdserverpb.AlarmRequest.AlarmAction;
import io.quoin.api.etcdserverpb.AlarmResponse;
import io.quoin.api.etcdserverpb.AlarmType;
import io.quoin.api.etcdserverpb.DowngradeInfo;
import io.quoin.api.etcdserverpb.StatusRequest;
import io.quoin.api.etcdserverpb.StatusResponse;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.server.config.Version;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Method;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.result.AlarmResult;
import io.quoin.statemachine.result.Result;
import io.quoin.storage.EngineStats;
import java.util.List;

/** What operators ask of a member: its status, and the alarms. */
final class MaintenanceService {
    private static final String SERVICE = "/etcdserverpb.Maintenance/";

    private final Replica replica;
    private final Proposer proposer;
    private final long quotaBytes;

    MaintenanceService(Replica replica, Proposer proposer, long quotaBytes) {
        this.replica = replica;
        this.proposer = proposer;
        this.quotaBytes = quotaBytes;
    }

    List<Method> methods() {
        return List.of(Method.unary(SERVICE + "Status", this::status), Method.unary(SERVICE + "Alarm", this::alarm));
    }

    private void status(byte[] bytes, Call call) {
        if (RequestDecoder.decode(StatusRequest.parser(), bytes, call) == null) {
            return;
        }
        AppliedState state = replica.state();
        RaftStatus raft = replica.status();
        EngineStats storage = replica.storage();
        long pending = replica.pendingBytes();
        StatusResponse.Builder response = StatusResponse.newBuilder()
                .setHeader(ResponseHeaders.at(replica, state.revision()))
                .setVersion(Version.SERVER)
                .setDbSize(storage.allocatedBytes() + pending)
                .setDbSizeInUse(storage.inUseBytes() + pending)
                .setDbSizeQuota(quotaBytes)
                .setLeader(raft.leader())
                .setRaftIndex(raft.commit())
                .setRaftTerm(raft.term())
                .setRaftAppliedIndex(state.applied().index())
                .setStorageVersion(Version.STORAGE)
                .setDowngradeInfo(DowngradeInfo.getDefaultInstance());
        if (raft.leader() == 0) {
            response.addErrors(EtcdError.NO_LEADER.message());
        }
        for (Alarm alarm : state.alarms().all()) {
            response.addErrors(text(alarm));
        }
        call.reply(response.build().toByteArray());
    }

    private void alarm(byte[] bytes, Call call) {
        AlarmRequest request = RequestDecoder.decode(AlarmRequest.parser(), bytes, call);
        if (request == null) {
            return;
        }
        if (request.getAction() == AlarmAction.GET) {
            AppliedState state = replica.state();
            call.reply(encode(new AlarmResult(state.revision(), state.alarms().ofType(request.getAlarmValue()))));
        } else {
            proposer.propose(call, bytes, Commands::alarm, this::encode);
        }
    }

    private byte[] encode(Result result) {
        AlarmResult alarms = (AlarmResult) result;
        AlarmResponse.Builder response =
                AlarmResponse.newBuilder().setHeader(ResponseHeaders.at(replica, alarms.revision()));
        for (Alarm alarm : alarms.alarms()) {
            response.addAlarms(message(alarm));
        }
        return response.build().toByteArray();
    }

    /** As Go prints the message. */
    private static String text(Alarm alarm) {
        AlarmType type = AlarmType.forNumber(alarm.type());
        return "memberID:" + Long.toUnsignedString(alarm.memberId()) + " alarm:" + (type == null ? alarm.type() : type);
    }

    private static AlarmMember message(Alarm alarm) {
        return AlarmMember.newBuilder()
                .setMemberID(alarm.memberId())
                .setAlarmValue(alarm.type())
                .build();
    }
}
