package io.quoin.consensus.raft;

import io.quoin.consensus.Entry;
import io.quoin.consensus.Invariant;
import io.quoin.consensus.raft.message.AppendAccepted;
import io.quoin.consensus.raft.message.AppendRequest;
import io.quoin.consensus.raft.message.Message;
import io.quoin.consensus.raft.message.VoteRequest;
import io.quoin.consensus.raft.message.VoteResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * One run of a cluster, all decided by a seed: messages are lost, duplicated and overtaken, members crash and come back
 * with what was durable, links are cut, ticks fall unevenly. {@link ClusterInvariants} are checked after each step. In
 * the end all is healed, and the cluster must agree.
 */
final class RandomCluster {
    private static final int IN_FLIGHT_MAX = 200;
    private static final int REORDER_DEPTH = 8;
    private static final int REPLAY_DEPTH = 32;
    private static final int HEAL_ROUNDS_MAX = 600;

    private final SplittableRandom random;
    private final Set<Mutation> mutations = EnumSet.noneOf(Mutation.class);
    private final List<TestMember> members = new ArrayList<>();
    private final List<Message> inFlight = new ArrayList<>();
    private final List<Message> delivered = new ArrayList<>();
    private final Set<Long> cutOff = new TreeSet<>();
    private final ClusterInvariants invariants;
    private StringBuilder digest;
    private final FaultProfile faults;
    private final int electionTicks;
    private int proposals;
    private boolean healing;

    RandomCluster(long seed, Set<Mutation> mutations) {
        this.random = new SplittableRandom(seed);
        this.mutations.addAll(mutations);
        int size = random.nextInt(4) > 0 ? 3 : 5;
        this.faults = FaultProfile.draw(random);
        this.electionTicks = random.nextInt(3, 7);
        this.invariants = new ClusterInvariants(size);
        Set<Long> voters = new TreeSet<>(LongStream.rangeClosed(1, size).boxed().toList());
        for (long id : voters) {
            members.add(new TestMember(
                    id, Configuration.of(voters), options(), seed * 31 + id * 1_000, message -> send(id, message)));
        }
    }

    /** Tiny windows and tails, so that their ends are met. */
    private RaftOptions options() {
        return new RaftOptions(
                1,
                electionTicks,
                1 << 20,
                random.nextInt(1, 150),
                random.nextInt(1, 4),
                random.nextInt(100, 500),
                1_000,
                random.nextInt(1, 300),
                random.nextInt(0, 500),
                random.nextInt(2, 32));
    }

    /** Runs the steps; throws what an invariant or the core finds. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    /** As {@link #run}; returns everything that all members emitted, in order. */
    String runAndTell(int steps) {
        digest = new StringBuilder();
        run(steps);
        return digest.toString();
    }

    private void step() {
        TestMember member = members.get(random.nextInt(members.size()));
        if (!member.isUp()) {
            if (random.nextInt(100) < faults.comeBackPercent()) {
                restart(member);
            }
        } else if (random.nextInt(1_000) < faults.crashPermille()) {
            crash(member);
        } else if (random.nextInt(1_000) < faults.crashPermille()) {
            cutOff.add(member.id);
        } else if (random.nextInt(100) < faults.comeBackPercent()) {
            cutOff.remove(member.id);
        } else if (random.nextInt(1_000) < faults.upheavalPermille()) {
            upheaval();
        } else if (random.nextInt(100) < faults.tickPercent()) {
            give(member, anyTimeInput());
        } else {
            switch (random.nextInt(8)) {
                case 0 -> members.forEach(this::propose);
                case 1, 2 -> persist();
                default -> deliver();
            }
        }
    }

    /** Another partition; nobody hears a leader for a while, and one or two members stand for election at once. */
    private void upheaval() {
        if (faults.partitions() && random.nextBoolean()) {
            inFlight.clear();
        }
        cutOff.clear();
        for (TestMember member : members) {
            if (!member.isUp() && random.nextInt(4) > 0) {
                restart(member);
            }
            if (faults.partitions() && random.nextInt(3) == 0) {
                cutOff.add(member.id);
            }
            for (int i = 0;
                    i < electionTicks && member.isUp() && member.status().role() == Role.FOLLOWER;
                    i++) {
                give(member, Input.TICK);
            }
        }
        int candidates = random.nextInt(faults.candidatesMax()) + 1;
        for (int i = 0; i < candidates; i++) {
            give(members.get(random.nextInt(members.size())), new Input.Campaign());
        }
    }

    private Input anyTimeInput() {
        return switch (random.nextInt(50)) {
            case 0 -> new Input.DiskStalled();
            case 1 -> new Input.Campaign();
            default -> Input.TICK;
        };
    }

    private void crash(TestMember member) {
        if (mutations.contains(Mutation.HARD_STATE_LOST) && !member.writes.isEmpty()) {
            PersistBatch batch = member.writes.getFirst().batch();
            member.disk.write(new PersistBatch(batch.sequence(), null, batch.truncateFrom(), batch.entries()));
        }
        member.crash();
        if (mutations.contains(Mutation.VOTE_FORGOTTEN)) {
            member.disk.forgetVote();
        }
        if (mutations.contains(Mutation.DURABLE_ENTRY_LOST)
                && member.disk.all().size() > member.applied.size()
                && member.disk.all().size() > member.disk.hardState().commit()) {
            member.disk.all().removeLast();
        }
    }

    private void restart(TestMember member) {
        invariants.restarted(member);
        member.restart(random.nextInt(member.applied.size() + 1));
        work(member);
        if (random.nextInt(3) == 0) {
            give(member, new Input.Campaign());
        }
    }

    private void propose(TestMember member) {
        byte[] data = Integer.toString(++proposals).getBytes(StandardCharsets.UTF_8);
        give(member, new Input.Propose(proposals, data));
    }

    private void persist() {
        for (TestMember member : members) {
            int chance = member.id <= faults.slowDisks() ? 16 : 2;
            if (!member.writes.isEmpty() && random.nextInt(chance) == 0) {
                persistOldest(member);
            }
        }
    }

    private void persistOldest(TestMember member) {
        TestMember.Write write = member.writes.getFirst();
        if (mutations.contains(Mutation.COUNT_SELF_AT_ONCE)) {
            member.writes.removeFirst();
            member.disk.write(write.batch());
            write.messages().forEach(message -> send(member.id, message));
            work(member);
        } else {
            member.persistOldest();
            if (mayCrashAt(write.batch())) {
                crash(member);
            }
            work(member);
        }
    }

    /** Crashes are likelier around the moment when a term or vote becomes durable. */
    private boolean mayCrashAt(PersistBatch batch) {
        return !healing && batch.hardState() != null && random.nextInt(100) < faults.crashAtVotePercent();
    }

    private void deliver() {
        if (!inFlight.isEmpty()) {
            Message message = inFlight.remove(random.nextInt(Math.min(inFlight.size(), REORDER_DEPTH)));
            delivered.addLast(message);
            if (delivered.size() > REPLAY_DEPTH) {
                delivered.removeFirst();
            }
            deliver(message);
        }
        if (!delivered.isEmpty() && random.nextInt(100) < faults.replayPercent()) {
            deliver(delivered.get(random.nextInt(delivered.size())));
        }
    }

    private void deliver(Message message) {
        boolean lost = random.nextInt(100) < faults.lossPercent();
        if (!members.get((int) message.to() - 1).isUp() && !lost) {
            send(message.from(), message); // it waits for the member to come back
            return;
        }
        if (!lost && !cutOff.contains(message.from()) && !cutOff.contains(message.to())) {
            give(members.get((int) message.to() - 1), new Input.Receive(message));
        }
    }

    private void send(long from, Message message) {
        if (inFlight.size() < IN_FLIGHT_MAX) {
            inFlight.add(mutated(from, message));
        }
    }

    private Message mutated(long from, Message message) {
        if (mutations.contains(Mutation.OLD_TERM_COMMITTED_BY_COUNTING) && message instanceof AppendRequest append) {
            TestMember leader = members.get((int) from - 1);
            long commit = Math.max(append.commit(), heldByMajority(leader));
            return new AppendRequest(
                    from, append.to(), append.term(), append.prevIndex(), append.prevTerm(), append.entries(), commit);
        }
        return message;
    }

    private long heldByMajority(TestMember leader) {
        long commit = 0;
        for (Entry entry : leader.log()) {
            if (members.stream().filter(member -> member.disk.holds(entry)).count() <= members.size() / 2) {
                break;
            }
            commit = entry.index();
        }
        return commit;
    }

    private void give(TestMember member, Input input) {
        if (member.isUp()) {
            member.step(input);
            // Not each input is a turn of its own.
            if (random.nextInt(4) > 0) {
                work(member);
            }
        }
    }

    private void work(TestMember member) {
        while (member.isUp() && member.hasEffects()) {
            long commit = member.status().commit();
            Effects effects = member.drain();
            if (digest != null) {
                note(member.id, effects);
            }
            if (effects.persist() != null) {
                invariants.appended(member, effects.persist().entries());
                releaseEarly(member, effects);
            }
            if (effects.persist() != null && mayCrashAt(effects.persist())) {
                crash(member);
                return;
            }
            invariants.committed(member, commit, members);
            if (effects.apply() != null) {
                invariants.applied(effects.apply().entries());
            }
            RoleChange change = effects.roleChange();
            if (change != null && change.role() == Role.LEADER) {
                invariants.becameLeader(member, change.term());
            }
        }
    }

    private void releaseEarly(TestMember member, Effects effects) {
        for (Message message : effects.whenDurable()) {
            if ((mutations.contains(Mutation.VOTE_REQUEST_BEFORE_DURABLE) && message instanceof VoteRequest)
                    || (mutations.contains(Mutation.VOTE_BEFORE_DURABLE) && message instanceof VoteResponse)
                    || (mutations.contains(Mutation.APPEND_ACCEPTED_BEFORE_DURABLE)
                            && message instanceof AppendAccepted)) {
                send(member.id, message);
            }
        }
        if (mutations.contains(Mutation.COUNT_SELF_AT_ONCE)) {
            member.step(new Input.Persisted(effects.persist().sequence()));
        }
    }

    private void note(long id, Effects effects) {
        digest.append(id).append(' ');
        effects.sendNow()
                .forEach(message -> digest.append(Describe.message(message)).append(' '));
        effects.whenDurable()
                .forEach(message -> digest.append(Describe.message(message)).append(' '));
        if (effects.persist() != null) {
            digest.append(Describe.write(effects.persist()));
        }
        if (effects.apply() != null) {
            digest.append(Describe.entries(effects.apply().entries()));
        }
        digest.append(effects.refusals()).append(effects.roleChange()).append('\n');
    }

    /** Heals links and members; then one leader commits an entry that everybody applies, and all logs are equal. */
    void healAndAgree() {
        healing = true;
        cutOff.clear();
        for (TestMember member : members) {
            if (!member.isUp()) {
                restart(member);
            }
        }
        for (int round = 0; round < HEAL_ROUNDS_MAX; round++) {
            for (TestMember member : members) {
                member.step(Input.TICK);
                work(member);
            }
            settle();
            if (agree(round)) {
                return;
            }
        }
        Invariant.check(false, "no agreement after %d rounds", HEAL_ROUNDS_MAX);
    }

    private void settle() {
        boolean moved = true;
        for (int i = 0; moved && i < 10_000; i++) {
            moved = false;
            for (TestMember member : members) {
                while (!member.writes.isEmpty()) {
                    persistOldest(member);
                    moved = true;
                }
            }
            if (!inFlight.isEmpty()) {
                Message message = inFlight.removeFirst();
                TestMember member = members.get((int) message.to() - 1);
                member.step(new Input.Receive(message));
                work(member);
                moved = true;
            }
        }
    }

    private boolean agree(int round) {
        TestMember leader = members.stream()
                .filter(member -> member.status().role() == Role.LEADER)
                .findFirst()
                .orElse(null);
        if (leader == null) {
            return false;
        }
        if (round % 20 == 0) {
            propose(leader);
        }
        long last = leader.status().lastIndex();
        return members.stream()
                .allMatch(member -> member.status().applied() == last
                        && member.applied.size() == last
                        && member.log().size() == last);
    }

    int committed() {
        return invariants.committed().size();
    }
}
