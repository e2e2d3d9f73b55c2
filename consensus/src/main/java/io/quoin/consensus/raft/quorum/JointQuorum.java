package io.quoin.consensus.raft.quorum;

import java.util.Collection;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * A majority of the incoming voters and a majority of the outgoing ones (thesis §4.3). Outside of a change of
 * configuration there are no outgoing voters, and this is a plain majority. Immutable.
 */
public final class JointQuorum {
    private final MajorityQuorum incoming;
    private final MajorityQuorum outgoing;

    /** Both may overlap; {@code outgoing} is empty unless the configuration is joint. */
    public JointQuorum(Collection<Long> incoming, Collection<Long> outgoing) {
        this.incoming = new MajorityQuorum(incoming);
        this.outgoing = new MajorityQuorum(outgoing);
    }

    /**
     * The highest index that both majorities have acknowledged.
     *
     * @param acknowledged highest index of each voter, 0 for none
     * @return {@link Long#MAX_VALUE} when nobody votes at all
     */
    public long committedIndex(LongUnaryOperator acknowledged) {
        return Math.min(incoming.committedIndex(acknowledged), outgoing.committedIndex(acknowledged));
    }

    /** Where a vote stands; a voter that neither granted nor refused has not answered. */
    public VoteResult voteResult(LongPredicate granted, LongPredicate refused) {
        return incoming.voteResult(granted, refused).and(outgoing.voteResult(granted, refused));
    }

    /** Whether the members of which the predicate holds are enough. */
    public boolean isSatisfiedBy(LongPredicate member) {
        return voteResult(member, member.negate()) == VoteResult.WON;
    }
}
