package io.quoin.consensus.raft;

import io.quoin.consensus.raft.quorum.JointQuorum;

/**
 * What a member has in every role; what belongs to one role is in {@link Roles}. Each part guards its own invariants.
 *
 * @param quorum the arithmetic of {@code configuration}
 */
record CoreState(
        long self,
        RaftOptions options,
        Configuration configuration,
        JointQuorum quorum,
        Ballot ballot,
        RaftLog log,
        Outbox outbox) {
    CoreState(RaftOptions options, Bootstrap bootstrap, LogView durableLog) {
        this(
                bootstrap.self(),
                options,
                bootstrap.configuration(),
                new JointQuorum(
                        bootstrap.configuration().voters(),
                        bootstrap.configuration().outgoingVoters()),
                new Ballot(bootstrap.hardState()),
                new RaftLog(bootstrap, durableLog, options.tailBytesMax()),
                new Outbox(options.heldResponsesMax()));
    }

    long term() {
        return ballot.term();
    }

    /** Hands out term, vote and entries as the next batch; the commit index goes along, but never alone (rule D8). */
    PersistBatch persist() {
        return log.persist(ballot.handOut(log.commit(), log.durability().nextSequence()));
    }

    /** Whether term and vote are on stable storage. */
    boolean isBallotDurable() {
        return !ballot.isChanged() && log.durability().isDurable(ballot.handedOutSequence());
    }

    /** Whether this member alone is a quorum: the only voter, or the only one of both halves. */
    boolean selfIsQuorum() {
        return quorum.isSatisfiedBy(member -> member == self);
    }
}
