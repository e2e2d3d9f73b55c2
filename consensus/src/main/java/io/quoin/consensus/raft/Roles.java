package io.quoin.consensus.raft;

import io.quoin.consensus.EntryType;
import io.quoin.consensus.Invariant;
import io.quoin.consensus.raft.election.ElectionTimer;
import io.quoin.consensus.raft.election.VoteTally;
import io.quoin.consensus.raft.replication.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Owns the role; all its changes pass here.
 *
 * <table>
 * <caption>Permitted changes</caption>
 * <tr><th>from</th><th>to</th><th>when</th></tr>
 * <tr><td>any</td><td>follower</td><td>a higher term is seen</td></tr>
 * <tr><td>follower, (pre-)candidate</td><td>pre-candidate</td><td>election timeout, or told to campaign</td></tr>
 * <tr><td>pre-candidate</td><td>candidate</td><td>a quorum would vote for it; the term grows by one</td></tr>
 * <tr><td>pre-candidate, candidate</td><td>follower</td><td>the vote is lost, or the leader of the term is
 * heard</td></tr>
 * <tr><td>candidate</td><td>leader</td><td>a quorum voted for it, itself counted once its vote is durable</td></tr>
 * <tr><td>leader</td><td>follower</td><td>no quorum answers, or the disk stalls: same term, no leader</td></tr>
 * </table>
 */
final class Roles {
    private final CoreState core;
    private final RandomGenerator random;
    private RoleState current;
    private RoleChange reported;

    Roles(CoreState core, RandomGenerator random) {
        this.core = core;
        this.random = random;
        this.current = new FollowerState(0, core.options().electionTicks(), newTimer());
        this.reported = snapshot();
    }

    RoleState current() {
        return current;
    }

    /** The leader of the term as far as known, 0 for none. */
    long leader() {
        return current.leader();
    }

    /** The state of leadership, null in any other role. */
    LeaderState leading() {
        return current instanceof LeaderState leading ? leading : null;
    }

    /**
     * Whether a leader is at work, this member or one that it heard of late: then a vote request can only come from
     * someone who is cut off, and would disrupt the cluster (thesis §4.2.3).
     */
    boolean leaderIsAlive() {
        return current instanceof LeaderState
                || (current instanceof FollowerState follower && follower.leaderIsAlive());
    }

    /** A higher term was seen; its leader, when the message told. */
    void enterTerm(long term, long leader) {
        core.ballot().enter(term);
        becomeFollower(leader);
    }

    /** Stops leading or standing, within the term. */
    void becomeFollower(long leader) {
        current = new FollowerState(leader, core.options().electionTicks(), newTimer());
    }

    /** The leader of this term was heard. */
    void follow(long leader) {
        if (current instanceof FollowerState follower) {
            Invariant.check(
                    follower.leader() == 0 || follower.leader() == leader,
                    "two leaders in term %d: %d and %d",
                    core.term(),
                    follower.leader(),
                    leader);
            follower.heardFrom(leader);
        } else {
            Invariant.check(!(current instanceof LeaderState), "%d leads term %d too", leader, core.term());
            becomeFollower(leader);
        }
    }

    PreCandidateState becomePreCandidate() {
        Invariant.check(!(current instanceof LeaderState), "a leader of term %d does not campaign", core.term());
        PreCandidateState state = new PreCandidateState(new VoteTally(core.quorum()), newTimer());
        current = state;
        return state;
    }

    CandidateState becomeCandidate() {
        Invariant.check(current instanceof PreCandidateState, "candidate of term %d without pre-vote", core.term());
        core.ballot().enter(core.term() + 1);
        core.ballot().voteFor(core.self());
        long voteSequence = core.log().durability().nextSequence();
        CandidateState state = new CandidateState(new VoteTally(core.quorum()), newTimer(), voteSequence);
        current = state;
        return state;
    }

    void becomeLeader() {
        Invariant.check(current instanceof CandidateState, "leader of term %d without election", core.term());
        List<Progress> peers = new ArrayList<>();
        long next = core.log().lastIndex() + 1;
        for (long member : core.configuration().members()) {
            if (member != core.self()) {
                RaftOptions options = core.options();
                peers.add(new Progress(member, next, options.inflightMessagesMax(), options.inflightBytesMax()));
            }
        }
        long noOpIndex =
                core.log().append(core.term(), EntryType.NO_OP, new byte[0]).index();
        current = new LeaderState(core.self(), List.copyOf(peers), noOpIndex);
    }

    boolean hasChange() {
        return current.role() != reported.role() || core.term() != reported.term() || leader() != reported.leader();
    }

    /** What changed since the last call, or null. */
    RoleChange takeChange() {
        if (!hasChange()) {
            return null;
        }
        reported = snapshot();
        return reported;
    }

    private RoleChange snapshot() {
        return new RoleChange(current.role(), core.term(), leader());
    }

    private ElectionTimer newTimer() {
        return new ElectionTimer(core.options().electionTicks(), random);
    }
}
