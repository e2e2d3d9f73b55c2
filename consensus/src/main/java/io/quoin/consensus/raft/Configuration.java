package io.quoin.consensus.raft;

import io.quoin.consensus.Invariant;
import io.quoin.consensus.raft.quorum.JointQuorum;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who belongs to the cluster (thesis §4). While a joint configuration is in force, each decision needs a majority of
 * {@code voters} and one of {@code outgoingVoters}.
 *
 * <p>Immutable; the sets iterate in ascending order, so that equal configurations lead to equal effects.
 *
 * @param voters the (incoming) voters; not empty
 * @param outgoingVoters the voters of the configuration that is being left; empty unless joint
 * @param learners receive entries and do not vote; none of them is a voter
 */
public record Configuration(Set<Long> voters, Set<Long> outgoingVoters, Set<Long> learners) {
    public Configuration {
        voters = sorted(voters);
        outgoingVoters = sorted(outgoingVoters);
        learners = sorted(learners);
        Invariant.check(!voters.isEmpty(), "a configuration without voters decides nothing");
        Invariant.check(
                Collections.disjoint(learners, voters) && Collections.disjoint(learners, outgoingVoters),
                "a member is both learner and voter");
        Invariant.check(!voters.contains(0L) && !learners.contains(0L), "0 is no member id");
    }

    /** The plain configuration of these voters. */
    public static Configuration of(Set<Long> voters) {
        return new Configuration(voters, Set.of(), Set.of());
    }

    /** Whether the member may vote and stand for election. */
    public boolean isVoter(long member) {
        return voters.contains(member) || outgoingVoters.contains(member);
    }

    /** Whether the member alone decides: it is the only voter, or the only one of both halves. */
    public boolean isQuorumAlone(long member) {
        return new JointQuorum(voters, outgoingVoters).isSatisfiedBy(voter -> voter == member);
    }

    /** All members, ascending. */
    public Set<Long> members() {
        TreeSet<Long> members = new TreeSet<>(voters);
        members.addAll(outgoingVoters);
        members.addAll(learners);
        return Collections.unmodifiableSet(members);
    }

    private static Set<Long> sorted(Set<Long> members) {
        return Collections.unmodifiableSet(new TreeSet<>(members));
    }
}
