package io.quoin.consensus.raft;

import io.quoin.consensus.EntryId;
import io.quoin.consensus.raft.message.AppendAccepted;
import io.quoin.consensus.raft.message.AppendRejected;
import io.quoin.consensus.raft.message.AppendRequest;

/**
 * Handles an append of this term's leader (thesis §3.5). The log is changed only where it differs, never below the
 * commit index, so that late and repeated appends do no harm. The answer leaves when the entries are durable.
 *
 * <p>Why a rejection carries a hint. The follower's terms, and those of an append that does not connect at 9:
 *
 * <pre>
 *   index     1 2 3 4 5 6 7 8 9
 *   leader    1 3 3 3 5 5 5 5 5
 *   follower  1 1 1 1 2 2
 * </pre>
 *
 * <p>The follower answers (6, term 2), its last entry whose term is not above 5. The leader looks for its own last
 * entry at or below 6 whose term is not above 2: that is 1, and the next append connects. One message instead of eight.
 */
final class AppendRequestHandler {
    private final CoreState core;
    private final Roles roles;

    AppendRequestHandler(CoreState core, Roles roles) {
        this.core = core;
        this.roles = roles;
    }

    void handle(AppendRequest request) {
        roles.follow(request.from());
        RaftLog log = core.log();
        if (request.prevIndex() < log.commit()) {
            // What is committed agrees with every leader; the terms below may be cut from the log.
            accept(request, log.commit());
        } else if (log.matches(request.prevIndex(), request.prevTerm())) {
            log.merge(request.entries());
            log.commitTo(Math.min(request.commit(), request.lastIndex()));
            accept(request, request.lastIndex());
        } else {
            reject(request);
        }
    }

    private void accept(AppendRequest request, long matchIndex) {
        core.outbox().sendWhenDurable(new AppendAccepted(core.self(), request.from(), core.term(), matchIndex));
    }

    private void reject(AppendRequest request) {
        EntryId hint = core.log().agreementMax(request.prevIndex(), request.prevTerm());
        core.outbox()
                .sendWhenDurable(new AppendRejected(
                        core.self(), request.from(), core.term(), request.prevIndex(), hint.index(), hint.term()));
    }
}
