package io.quoin.consensus.raft;

import io.quoin.consensus.raft.message.HeartbeatRequest;
import io.quoin.consensus.raft.message.HeartbeatResponse;

/**
 * The leader of this term lives, and this member holds all up to the commit index it names. The answer speaks of the
 * term, so it waits when the term is not durable; else it leaves at once, even while the disk is busy with entries.
 */
final class HeartbeatRequestHandler {
    private final CoreState core;
    private final Roles roles;

    HeartbeatRequestHandler(CoreState core, Roles roles) {
        this.core = core;
        this.roles = roles;
    }

    void handle(HeartbeatRequest request) {
        roles.follow(request.from());
        core.log().commitTo(request.commit());
        HeartbeatResponse response = new HeartbeatResponse(core.self(), request.from(), core.term());
        if (core.isBallotDurable()) {
            core.outbox().send(response);
        } else {
            core.outbox().sendWhenDurable(response);
        }
    }
}
