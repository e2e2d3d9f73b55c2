package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.AlarmType;
import io.quoin.api.etcdserverpb.DefragmentRequest;
import io.quoin.api.etcdserverpb.DefragmentResponse;
import io.quoin.api.etcdserverpb.DowngradeInfo;
import io.quoin.api.etcdserverpb.MoveLeaderRequest;
import io.quoin.api.etcdserverpb.MoveLeaderResponse;
import io.quoin.api.etcdserverpb.StatusRequest;
import io.quoin.api.etcdserverpb.StatusResponse;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.server.config.Version;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Method;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.storage.EngineStats;
import java.util.List;

/**
 * What operators ask of one member: its status, to tidy up, to hand over the lead. The answers of the latter two have
 * no header, as in etcd.
 */
final class MaintenanceService {
    private static final String SERVICE = "/etcdserverpb.Maintenance/";

    private final Replica replica;
    private final long quotaBytes;

    /**
     * For one member.
     *
     * @param quotaBytes as it is reported; negative for none
     */
    MaintenanceService(Replica replica, long quotaBytes) {
        this.replica = replica;
        this.quotaBytes = quotaBytes;
    }

    List<Method> methods() {
        return List.of(
                Method.unary(SERVICE + "Status", this::status),
                Method.unary(SERVICE + "Defragment", this::defragment),
                Method.unary(SERVICE + "MoveLeader", this::moveLeader));
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
        for (Alarm alarm : replica.alarms().all()) {
            response.addErrors(text(alarm));
        }
        call.reply(response.build().toByteArray());
    }

    private void defragment(byte[] bytes, Call call) {
        if (RequestDecoder.decode(DefragmentRequest.parser(), bytes, call) == null) {
            return;
        }
        replica.defragment(error -> call.execute(() -> {
            if (error == null) {
                call.reply(DefragmentResponse.getDefaultInstance().toByteArray());
            } else {
                call.finish(Statuses.of(error));
            }
        }));
    }

    /** While this member is the only one, leadership can move nowhere but to itself, where it is. */
    private void moveLeader(byte[] bytes, Call call) {
        MoveLeaderRequest request = RequestDecoder.decode(MoveLeaderRequest.parser(), bytes, call);
        if (request == null) {
            return;
        }
        if (replica.status().leader() != replica.memberId()) {
            call.finish(Statuses.of(EtcdError.NOT_LEADER));
        } else if (request.getTargetID() != replica.memberId()) {
            call.finish(Statuses.of(EtcdError.BAD_LEADER_TRANSFEREE));
        } else {
            call.reply(MoveLeaderResponse.getDefaultInstance().toByteArray());
        }
    }

    /** As Go prints the message: without the fields that are zero. */
    private static String text(Alarm alarm) {
        AlarmType type = AlarmType.forNumber(alarm.type());
        String name = "alarm:" + (type == null ? alarm.type() : type);
        return alarm.memberId() == 0 ? name : "memberID:" + Long.toUnsignedString(alarm.memberId()) + ' ' + name;
    }
}
