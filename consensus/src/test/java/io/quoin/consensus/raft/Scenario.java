package io.quoin.consensus.raft;

import io.quoin.consensus.raft.message.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The cluster of one scenario: members, messages in flight in the order they were sent, links that are held. Nothing
 * moves by itself: each message, write and tick is a command's doing, and what members do is told line by line.
 */
final class Scenario {
    private static final int STABILIZE_STEPS_MAX = 10_000;

    private final TreeMap<Long, TestMember> members = new TreeMap<>();
    private final List<Message> inFlight = new ArrayList<>();
    private final Set<String> heldLinks = new TreeSet<>();
    private final List<String> output = new ArrayList<>();
    private boolean quiet;
    private long requestId;

    void create(Configuration configuration, RaftOptions options) {
        for (long id : configuration.members()) {
            members.put(id, new TestMember(id, configuration, options, id * 1_000, this::sent));
        }
    }

    private void sent(Message message) {
        inFlight.add(message);
        detail(Describe.message(message));
    }

    TestMember member(long id) {
        TestMember member = members.get(id);
        if (member == null) {
            throw new IllegalArgumentException("no member " + id);
        }
        return member;
    }

    Collection<TestMember> members() {
        return members.values();
    }

    List<Message> inFlight() {
        return inFlight;
    }

    Set<String> heldLinks() {
        return heldLinks;
    }

    long nextRequestId() {
        return ++requestId;
    }

    /** Whether only changes of role, and what is applied, are told. */
    void setQuiet(boolean quiet) {
        this.quiet = quiet;
    }

    void say(String line) {
        output.add(line);
    }

    private void detail(String line) {
        if (!quiet) {
            say(line);
        }
    }

    /** Returns what was told since the last call. */
    List<String> takeOutput() {
        List<String> taken = List.copyOf(output);
        output.clear();
        return taken;
    }

    /** Gives a member one input and tells what comes of it. */
    void step(TestMember member, Input input) {
        member.step(input);
        drain(member);
    }

    /** Lets a member carry out what its inputs caused. */
    void drain(TestMember member) {
        while (member.hasEffects()) {
            tell(member.id, member.drain());
        }
    }

    private void tell(long id, Effects effects) {
        if (effects.roleChange() != null) {
            say(id + ": " + Describe.role(effects.roleChange()));
        }
        for (Refusal refusal : effects.refusals()) {
            say("%d: refuses %d, %s, leader %d".formatted(id, refusal.requestId(), refusal.reason(), refusal.leader()));
        }
        if (effects.persist() != null) {
            detail(id + ": " + Describe.write(effects.persist()));
        }
        if (effects.apply() != null) {
            say(id + ": applies " + Describe.entries(effects.apply().entries()));
        }
    }

    void persistOldest(TestMember member) {
        detail("%d: #%d is durable"
                .formatted(member.id, member.writes.getFirst().batch().sequence()));
        member.persistOldest();
        drain(member);
    }

    void restart(TestMember member) {
        member.restart(member.applied.size());
        drain(member);
    }

    /** Hands a message over; a member that is down does not get it. */
    void deliver(Message message) {
        TestMember member = member(message.to());
        if (member.isUp()) {
            step(member, new Input.Receive(message));
        }
    }

    boolean isHeld(Message message) {
        return heldLinks.contains(link(message.from(), message.to()));
    }

    static String link(long from, long to) {
        return from + "->" + to;
    }

    /** Writes and delivers, among the members of whom the predicate holds, until nothing moves. */
    void stabilize(Predicate<Long> takesPart) {
        for (int steps = 0; stabilizeStep(takesPart); steps++) {
            if (steps > STABILIZE_STEPS_MAX) {
                throw new AssertionError("does not come to rest");
            }
        }
    }

    private boolean stabilizeStep(Predicate<Long> takesPart) {
        for (TestMember member : members.values()) {
            if (takesPart.test(member.id) && !member.writes.isEmpty()) {
                persistOldest(member);
                return true;
            }
        }
        for (Message message : inFlight) {
            if (takesPart.test(message.from()) && takesPart.test(message.to()) && !isHeld(message)) {
                inFlight.remove(message);
                deliver(message);
                return true;
            }
        }
        return false;
    }
}
