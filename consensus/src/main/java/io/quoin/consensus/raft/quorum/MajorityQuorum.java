package io.quoin.consensus.raft.quorum;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * More than half of a set of voters. The empty set agrees to everything, which makes it the neutral half of a
 * {@link JointQuorum}.
 */
final class MajorityQuorum {
    private final long[] voters;

    MajorityQuorum(Collection<Long> voters) {
        this.voters =
                voters.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
    }

    /**
     * The highest index that a majority has acknowledged.
     *
     * @param acknowledged highest index of each voter, 0 for none
     * @return {@link Long#MAX_VALUE} for the empty set
     */
    long committedIndex(LongUnaryOperator acknowledged) {
        if (voters.length == 0) {
            return Long.MAX_VALUE;
        }
        long[] indexes = new long[voters.length];
        for (int i = 0; i < voters.length; i++) {
            indexes[i] = acknowledged.applyAsLong(voters[i]);
        }
        Arrays.sort(indexes);
        // Ascending: the entry at n - majority and all behind it, a majority, are at least this high.
        return indexes[voters.length - majority()];
    }

    /** Where the vote stands; a voter that neither granted nor refused has not answered. */
    VoteResult voteResult(LongPredicate granted, LongPredicate refused) {
        int grants = 0;
        int refusals = 0;
        for (long voter : voters) {
            if (granted.test(voter)) {
                grants++;
            } else if (refused.test(voter)) {
                refusals++;
            }
        }
        if (voters.length == 0 || grants >= majority()) {
            return VoteResult.WON;
        }
        return voters.length - refusals >= majority() ? VoteResult.PENDING : VoteResult.LOST;
    }

    private int majority() {
        return voters.length / 2 + 1;
    }
}
