package io.quoin.consensus.raft.election;

import io.quoin.consensus.raft.quorum.JointQuorum;
import io.quoin.consensus.raft.quorum.VoteResult;
import java.util.TreeMap;

/** The answers of one election or pre-election. Of a member's several answers the first counts. */
public final class VoteTally {
    private final JointQuorum quorum;
    private final TreeMap<Long, Boolean> answers = new TreeMap<>();

    public VoteTally(JointQuorum quorum) {
        this.quorum = quorum;
    }

    /** Notes an answer and tells where the vote stands; answers of members that do not vote count for nothing. */
    public VoteResult record(long member, boolean granted) {
        answers.putIfAbsent(member, granted);
        return quorum.voteResult(
                voter -> Boolean.TRUE.equals(answers.get(voter)), voter -> Boolean.FALSE.equals(answers.get(voter)));
    }
}
