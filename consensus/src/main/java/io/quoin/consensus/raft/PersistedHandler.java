package io.quoin.consensus.raft;

/**
 * A batch is durable: what waited for it may leave, the own vote and the own entries count from now on, and committed
 * entries become applicable.
 */
final class PersistedHandler {
    private final CoreState core;
    private final Roles roles;
    private final Elections elections;
    private final Replication replication;

    PersistedHandler(CoreState core, Roles roles, Elections elections, Replication replication) {
        this.core = core;
        this.roles = roles;
        this.elections = elections;
        this.replication = replication;
    }

    void handle(long sequence) {
        core.log().durability().persisted(sequence);
        core.outbox().release(sequence);
        switch (roles.current()) {
            case CandidateState state -> {
                if (sequence >= state.voteSequence()) {
                    elections.voteAnswered(state, core.self(), true);
                }
            }
            case LeaderState leading -> replication.advanceCommit(leading);
            case FollowerState _, PreCandidateState _ -> {}
        }
    }
}
