package io.quoin.consensus.raft;

import io.quoin.consensus.Invariant;
import io.quoin.consensus.raft.message.AppendAccepted;
import io.quoin.consensus.raft.message.AppendRejected;
import io.quoin.consensus.raft.message.AppendRequest;
import io.quoin.consensus.raft.message.HeartbeatRequest;
import io.quoin.consensus.raft.message.HeartbeatResponse;
import io.quoin.consensus.raft.message.Message;
import io.quoin.consensus.raft.message.PreVoteRequest;
import io.quoin.consensus.raft.message.PreVoteResponse;
import io.quoin.consensus.raft.message.StaleTerm;
import io.quoin.consensus.raft.message.VoteRequest;
import io.quoin.consensus.raft.message.VoteResponse;

/**
 * Applies the rule about terms, then hands a message to its handler.
 *
 * <table>
 * <caption>Terms</caption>
 * <tr><th>message</th><th>of a higher term</th><th>of a lower term</th></tr>
 * <tr><td>pre-vote request</td><td>term not adopted</td><td>rejected with our term</td></tr>
 * <tr><td>vote request</td><td>adopted, unless a leader is alive: then ignored</td><td>rejected with our term</td></tr>
 * <tr><td>append, heartbeat</td><td>adopted, with the sender as leader</td><td>answered with
 * {@link StaleTerm}</td></tr>
 * <tr><td>pre-vote response</td><td>adopted</td><td>counted: the responder's term may be lower</td></tr>
 * <tr><td>other responses</td><td>adopted</td><td>ignored</td></tr>
 * </table>
 */
final class MessageDispatcher {
    private final CoreState core;
    private final Roles roles;
    private final PreVoteRequestHandler preVoteRequest;
    private final PreVoteResponseHandler preVoteResponse;
    private final VoteRequestHandler voteRequest;
    private final VoteResponseHandler voteResponse;
    private final AppendRequestHandler appendRequest;
    private final AppendAcceptedHandler appendAccepted;
    private final AppendRejectedHandler appendRejected;
    private final HeartbeatRequestHandler heartbeatRequest;
    private final HeartbeatResponseHandler heartbeatResponse;

    MessageDispatcher(CoreState core, Roles roles, Elections elections, Replication replication) {
        this.core = core;
        this.roles = roles;
        preVoteRequest = new PreVoteRequestHandler(core, roles);
        preVoteResponse = new PreVoteResponseHandler(core, roles, elections);
        voteRequest = new VoteRequestHandler(core, roles);
        voteResponse = new VoteResponseHandler(roles, elections);
        appendRequest = new AppendRequestHandler(core, roles);
        appendAccepted = new AppendAcceptedHandler(core, roles, replication);
        appendRejected = new AppendRejectedHandler(core, roles);
        heartbeatRequest = new HeartbeatRequestHandler(core, roles);
        heartbeatResponse = new HeartbeatResponseHandler(core, roles);
    }

    void dispatch(Message message) {
        Invariant.check(message.to() == core.self(), "message for %d at %d", message.to(), core.self());
        boolean concernsUs = true;
        if (message.term() > core.term()) {
            concernsUs = meetHigherTerm(message);
        } else if (message.term() < core.term()) {
            concernsUs = meetLowerTerm(message);
        }
        if (concernsUs) {
            handle(message);
        }
    }

    /** Adopts the term where the table says so; false when the message is to be ignored. */
    private boolean meetHigherTerm(Message message) {
        switch (message) {
            case PreVoteRequest _ -> {}
            case VoteRequest _ -> {
                if (roles.leaderIsAlive()) {
                    return false;
                }
                roles.enterTerm(message.term(), 0);
            }
            case AppendRequest _, HeartbeatRequest _ -> roles.enterTerm(message.term(), message.from());
            case PreVoteResponse _,
                    VoteResponse _,
                    AppendAccepted _,
                    AppendRejected _,
                    HeartbeatResponse _,
                    StaleTerm _ -> roles.enterTerm(message.term(), 0);
        }
        return true;
    }

    /** Answers or lets pass as the table says; false when nothing more is to be done. */
    private boolean meetLowerTerm(Message message) {
        return switch (message) {
            case PreVoteRequest _, VoteRequest _, PreVoteResponse _ -> true;
            case AppendRequest _, HeartbeatRequest _ -> tellOurTerm(message);
            case VoteResponse _, AppendAccepted _, AppendRejected _, HeartbeatResponse _, StaleTerm _ -> false;
        };
    }

    private boolean tellOurTerm(Message message) {
        core.outbox().sendWhenDurable(new StaleTerm(core.self(), message.from(), core.term()));
        return false;
    }

    private void handle(Message message) {
        switch (message) {
            case PreVoteRequest request -> preVoteRequest.handle(request);
            case PreVoteResponse response -> preVoteResponse.handle(response);
            case VoteRequest request -> voteRequest.handle(request);
            case VoteResponse response -> voteResponse.handle(response);
            case AppendRequest request -> appendRequest.handle(request);
            case AppendAccepted response -> appendAccepted.handle(response);
            case AppendRejected response -> appendRejected.handle(response);
            case HeartbeatRequest request -> heartbeatRequest.handle(request);
            case HeartbeatResponse response -> heartbeatResponse.handle(response);
            case StaleTerm _ -> {} // its term is all it says
        }
    }
}
