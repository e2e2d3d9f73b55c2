package io.quoin.consensus.raft;

import io.quoin.consensus.raft.message.AppendRejected;
import io.quoin.consensus.raft.replication.Progress;

/** Goes back to where this log and the follower's can agree, as {@link AppendRequestHandler} describes. */
final class AppendRejectedHandler {
    private final CoreState core;
    private final Roles roles;

    AppendRejectedHandler(CoreState core, Roles roles) {
        this.core = core;
        this.roles = roles;
    }

    void handle(AppendRejected response) {
        LeaderState leading = roles.leading();
        Progress peer = leading == null ? null : leading.peer(response.from());
        if (peer == null) {
            return;
        }
        peer.heard();
        long agreementMax = core.log()
                .agreementMax(response.hintIndex(), response.hintTerm())
                .index();
        if (peer.rejected(response.rejectedIndex(), agreementMax)) {
            leading.wantSend();
        }
    }
}
