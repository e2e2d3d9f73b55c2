package io.quoin.consensus.raft.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The arithmetic against a twin that tries every subset of the voters. */
class QuorumTest {
    private static final int CASES = 20_000;
    private static final int MEMBERS_MAX = 6;

    @Test
    void theCommittedIndexIsTheHighestThatSomeQuorumHolds() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < CASES; i++) {
            List<Long> incoming = members(random, 1);
            List<Long> outgoing = members(random, 0);
            Map<Long, Long> held = new TreeMap<>();
            for (long member = 1; member <= MEMBERS_MAX; member++) {
                held.put(member, random.nextLong(8));
            }
            long expected = Math.min(bruteCommitted(incoming, held), bruteCommitted(outgoing, held));
            assertEquals(
                    expected, new JointQuorum(incoming, outgoing).committedIndex(held::get), incoming + " " + held);
        }
    }

    @Test
    void aVoteIsWonOrLostAsSoonAsNoAnswerCanChangeIt() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < CASES; i++) {
            List<Long> incoming = members(random, 1);
            List<Long> outgoing = members(random, 0);
            Map<Long, Integer> answers = new TreeMap<>();
            for (long member = 1; member <= MEMBERS_MAX; member++) {
                answers.put(member, random.nextInt(3));
            }
            JointQuorum quorum = new JointQuorum(incoming, outgoing);
            VoteResult actual =
                    quorum.voteResult(member -> answers.get(member) == 1, member -> answers.get(member) == 2);
            boolean won = hasQuorum(incoming, outgoing, member -> answers.get(member) == 1);
            boolean possible = hasQuorum(incoming, outgoing, member -> answers.get(member) != 2);
            VoteResult expected = won ? VoteResult.WON : possible ? VoteResult.PENDING : VoteResult.LOST;
            assertEquals(expected, actual, incoming + " " + outgoing + " " + answers);
            assertEquals(won, quorum.isSatisfiedBy(member -> answers.get(member) == 1));
        }
    }

    @Test
    void twoQuorumsOfOneConfigurationAlwaysShareAMember() {
        for (int size = 1; size <= MEMBERS_MAX; size++) {
            List<Long> voters = new ArrayList<>();
            for (long member = 1; member <= size; member++) {
                voters.add(member);
            }
            JointQuorum quorum = new JointQuorum(voters, List.of());
            for (int subset = 0; subset < 1 << size; subset++) {
                int half = subset;
                boolean inside = quorum.isSatisfiedBy(member -> (half >> (member - 1) & 1) == 1);
                boolean outside = quorum.isSatisfiedBy(member -> (half >> (member - 1) & 1) == 0);
                assertEquals(false, inside && outside, "members " + Integer.toBinaryString(subset) + " of " + size);
            }
        }
    }

    private static List<Long> members(SplittableRandom random, int sizeMin) {
        int size = random.nextInt(sizeMin, MEMBERS_MAX + 1);
        TreeSet<Long> members = new TreeSet<>();
        while (members.size() < size) {
            members.add(random.nextLong(1, MEMBERS_MAX + 1));
        }
        return List.copyOf(members);
    }

    private static long bruteCommitted(List<Long> voters, Map<Long, Long> held) {
        long best = voters.isEmpty() ? Long.MAX_VALUE : 0;
        for (int subset = 0; subset < 1 << voters.size(); subset++) {
            if (Integer.bitCount(subset) * 2 <= voters.size()) {
                continue;
            }
            long lowest = Long.MAX_VALUE;
            for (int i = 0; i < voters.size(); i++) {
                if ((subset >> i & 1) == 1) {
                    lowest = Math.min(lowest, held.get(voters.get(i)));
                }
            }
            best = Math.max(best, lowest);
        }
        return best;
    }

    private static boolean hasQuorum(List<Long> incoming, List<Long> outgoing, Predicate<Long> member) {
        return isMoreThanHalf(incoming, member) && isMoreThanHalf(outgoing, member);
    }

    private static boolean isMoreThanHalf(List<Long> voters, Predicate<Long> member) {
        return voters.isEmpty() || voters.stream().filter(member).count() * 2 > voters.size();
    }
}
