package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.AlarmMember;
import io.quoin.api.etcdserverpb.AlarmRequest;
import io.quoin.api.etcdserverpb.AlarmRequest.AlarmAction;
import io.quoin.api.etcdserverpb.AlarmResponse;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Method;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.result.AlarmResult;
import io.quoin.statemachine.result.Result;
import java.util.List;

/**
 * Alarms: raised and cleared through the log. They are listed from the published state, so that an operator sees them
 * also when the log has no room or a damaged record keeps this member from applying.
 */
final class AlarmService {
    private final Replica replica;
    private final Proposer proposer;

    AlarmService(Replica replica, Proposer proposer) {
        this.replica = replica;
        this.proposer = proposer;
    }

    List<Method> methods() {
        return List.of(Method.unary("/etcdserverpb.Maintenance/Alarm", this::alarm));
    }

    private void alarm(byte[] bytes, Call call) {
        AlarmRequest request = RequestDecoder.decode(AlarmRequest.parser(), bytes, call);
        if (request == null) {
            return;
        }
        if (request.getAction() == AlarmAction.GET) {
            list(request.getAlarmValue(), call);
        } else if (request.getAction() == AlarmAction.DEACTIVATE && replica.isShortOfSpace()) {
            // Who has just made room wants to write at once, and the alarm not to come back for want of a look.
            replica.lookForSpace(() -> call.execute(() -> propose(bytes, call)));
        } else {
            propose(bytes, call);
        }
    }

    private void propose(byte[] request, Call call) {
        proposer.propose(call, request, Commands::alarm, this::encode);
    }

    /** Alarms of a type, or all for 0; which member is asked about makes no difference, as in etcd. */
    private void list(int type, Call call) {
        if (!replica.status().locallyConfirmed()) {
            call.finish(Statuses.of(EtcdError.NO_LEADER));
            return;
        }
        AppliedState state = replica.state();
        call.reply(encode(new AlarmResult(state.revision(), replica.alarms().ofType(type))));
    }

    private byte[] encode(Result result) {
        AlarmResult alarms = (AlarmResult) result;
        AlarmResponse.Builder response =
                AlarmResponse.newBuilder().setHeader(ResponseHeaders.at(replica, alarms.revision()));
        for (Alarm alarm : alarms.alarms()) {
            response.addAlarms(
                    AlarmMember.newBuilder().setMemberID(alarm.memberId()).setAlarmValue(alarm.type()));
        }
        return response.build().toByteArray();
    }
}
