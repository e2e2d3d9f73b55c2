package io.quoin.consensus.raft;

import io.quoin.consensus.EntryType;
import io.quoin.consensus.raft.log.LogTail;

/** Appends a command to the leader's log, or refuses it. */
final class ProposeHandler {
    private final CoreState core;
    private final Roles roles;

    ProposeHandler(CoreState core, Roles roles) {
        this.core = core;
        this.roles = roles;
    }

    void handle(Input.Propose proposal) {
        LeaderState leading = roles.leading();
        if (leading == null) {
            core.outbox().refuse(proposal.requestId(), Refusal.Reason.NOT_LEADER, roles.leader());
            return;
        }
        if (proposal.data().length > core.options().entryBytesMax()) {
            core.outbox().refuse(proposal.requestId(), Refusal.Reason.TOO_LARGE, roles.leader());
            return;
        }
        long bytes = (long) proposal.data().length + LogTail.ENTRY_OVERHEAD_BYTES;
        long uncommitted = leading.uncommittedBytes();
        if (uncommitted > 0 && uncommitted + bytes > core.options().uncommittedBytesMax()) {
            core.outbox().refuse(proposal.requestId(), Refusal.Reason.OVERLOADED, roles.leader());
            return;
        }
        core.log().append(core.term(), EntryType.COMMAND, proposal.data());
        leading.proposed(bytes);
        leading.wantSend();
    }
}
