package io.quoin.consensus.raft;

import io.quoin.consensus.Invariant;
import io.quoin.consensus.raft.message.AppendAccepted;
import io.quoin.consensus.raft.replication.Progress;

/** Notes that a follower holds entries durably, and commits what a quorum now holds. */
final class AppendAcceptedHandler {
    private final CoreState core;
    private final Roles roles;
    private final Replication replication;

    AppendAcceptedHandler(CoreState core, Roles roles, Replication replication) {
        this.core = core;
        this.roles = roles;
        this.replication = replication;
    }

    void handle(AppendAccepted response) {
        LeaderState leading = roles.leading();
        Progress peer = leading == null ? null : leading.peer(response.from());
        if (peer == null) {
            return;
        }
        Invariant.check(
                response.matchIndex() <= core.log().lastIndex(),
                "follower holds %d, the log ends at %d",
                response.matchIndex(),
                core.log().lastIndex());
        peer.heard();
        peer.accepted(response.matchIndex());
        leading.wantSend();
        replication.advanceCommit(leading);
    }
}
