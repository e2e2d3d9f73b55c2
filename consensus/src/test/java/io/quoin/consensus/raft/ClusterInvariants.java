package io.quoin.consensus.raft;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryId;
import io.quoin.consensus.Invariant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The safety properties of Raft (thesis figure 3.2), over the whole history of a cluster, checked after each step.
 * Maps are only looked up, never iterated.
 */
final class ClusterInvariants {
    private record Origin(Entry entry, EntryId previous) {}

    private final int quorum;
    private final Map<Long, Long> leaderOfTerm = new HashMap<>();
    private final Map<EntryId, Origin> created = new HashMap<>();
    private final List<Entry> committed = new ArrayList<>();
    private final Map<Long, Long> commitOf = new HashMap<>();

    ClusterInvariants(int voters) {
        this.quorum = voters / 2 + 1;
    }

    /** All that was ever known to be committed, ascending from index 1. */
    List<Entry> committed() {
        return committed;
    }

    /**
     * Election safety, and leader completeness: a new leader has all that is committed. Its own vote is durable: were
     * it not, a crash would let it stand, and lead, a second time in the same term.
     */
    void becameLeader(TestMember member, long term) {
        Long other = leaderOfTerm.putIfAbsent(term, member.id);
        Invariant.check(other == null || other == member.id, "two leaders in term %d", term);
        HardState durable = member.disk.hardState();
        Invariant.check(
                durable.term() == term && durable.vote() == member.id, "leader of term %d could forget its vote", term);
        List<Entry> log = member.log();
        for (Entry entry : committed) {
            Invariant.check(
                    entry.index() <= log.size()
                            && log.get((int) entry.index() - 1).term() == entry.term(),
                    "leader of term %d lacks committed entry %d",
                    term,
                    entry.index());
        }
    }

    /**
     * Log matching: equal index and term mean equal entries, and equal logs before them. By induction over all appends.
     */
    void appended(TestMember member, List<Entry> entries) {
        List<Entry> log = member.log();
        for (Entry entry : entries) {
            EntryId previous = entry.index() == 1
                    ? EntryId.NONE
                    : log.get((int) entry.index() - 2).id();
            Origin origin = created.putIfAbsent(entry.id(), new Origin(entry, previous));
            Invariant.check(
                    origin == null
                            || (origin.entry().data() == entry.data()
                                    && origin.previous().equals(previous)),
                    "entry %d of term %d exists twice",
                    entry.index(),
                    entry.term());
        }
    }

    /** The commit index does not fall, names the same entries everywhere, and only such as a quorum holds durably. */
    void committed(TestMember member, long commit, Collection<TestMember> members) {
        long before = commitOf.getOrDefault(member.id, 0L);
        Invariant.check(commit >= before, "commit falls from %d to %d", before, commit);
        commitOf.put(member.id, commit);
        for (long index = before + 1; index <= commit; index++) {
            Entry entry = member.log().get((int) index - 1);
            if (index <= committed.size()) {
                Entry known = committed.get((int) index - 1);
                Invariant.check(known.term() == entry.term(), "committed twice, differently, at %d", index);
            } else {
                long holders = members.stream()
                        .filter(other -> other.disk.holds(entry))
                        .count();
                Invariant.check(holders >= quorum, "entry %d is committed with %d copies", index, holders);
                committed.add(entry);
            }
        }
    }

    /** State-machine safety: only what is committed is applied. */
    void applied(List<Entry> entries) {
        for (Entry entry : entries) {
            Invariant.check(
                    entry.index() <= committed.size()
                            && committed.get((int) entry.index() - 1).term() == entry.term(),
                    "entry %d is applied and not committed",
                    entry.index());
        }
    }

    /** A member starts again: its commit index may start lower, since it is only a hint on disk. */
    void restarted(TestMember member) {
        commitOf.put(member.id, 0L);
    }
}
