package io.quoin.consensus.raft;

import io.quoin.consensus.raft.message.HeartbeatResponse;
import io.quoin.consensus.raft.replication.Progress;

/** The follower lives; if not all is known to have arrived there, something is sent again. */
final class HeartbeatResponseHandler {
    private final CoreState core;
    private final Roles roles;

    HeartbeatResponseHandler(CoreState core, Roles roles) {
        this.core = core;
        this.roles = roles;
    }

    void handle(HeartbeatResponse response) {
        LeaderState leading = roles.leading();
        Progress peer = leading == null ? null : leading.peer(response.from());
        if (peer == null) {
            return;
        }
        peer.heard();
        peer.heartbeatAnswered(core.log().lastIndex());
        leading.wantSend();
    }
}
