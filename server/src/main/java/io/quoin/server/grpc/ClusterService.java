package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.Member;
import io.quoin.api.etcdserverpb.MemberListRequest;
import io.quoin.api.etcdserverpb.MemberListResponse;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Method;
import java.util.List;

/** The members of the cluster, which so far is this one. */
final class ClusterService {
    private static final long NO_REVISION = 0;

    private final Replica replica;
    private final List<Member> members;

    ClusterService(Replica replica, Services.Self self) {
        this.replica = replica;
        this.members = List.of(Member.newBuilder()
                .setID(replica.memberId())
                .setName(self.name())
                .addAllPeerURLs(self.peerUrls())
                .addAllClientURLs(self.clientUrls())
                .build());
    }

    List<Method> methods() {
        return List.of(Method.unary("/etcdserverpb.Cluster/MemberList", this::memberList));
    }

    private void memberList(byte[] bytes, Call call) {
        MemberListRequest request = RequestDecoder.decode(MemberListRequest.parser(), bytes, call);
        if (request == null) {
            return;
        }
        if (request.getLinearizable() && !replica.status().locallyConfirmed()) {
            call.finish(Statuses.of(EtcdError.NO_LEADER));
            return;
        }
        call.reply(MemberListResponse.newBuilder()
                .setHeader(ResponseHeaders.at(replica, NO_REVISION))
                .addAllMembers(members)
                .build()
                .toByteArray());
    }
}
