package io.quoin.consensus.raft;

import io.quoin.consensus.raft.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** The commands of the scenario files: one small class each. {@code quiet} at the end of any command hides details. */
final class ScenarioCommands {
    /** One command. */
    interface Command {
        void run(Scenario scenario, List<String> arguments);
    }

    private static final Map<String, Command> BY_NAME = Map.ofEntries(
            Map.entry("cluster", new Cluster()),
            Map.entry("campaign", new Campaign()),
            Map.entry("elect", new Elect()),
            Map.entry("propose", new Propose()),
            Map.entry("tick", new Ticks()),
            Map.entry("timeout", new Timeout()),
            Map.entry("deliver", new Deliver()),
            Map.entry("hold", new Hold()),
            Map.entry("release", new Release()),
            Map.entry("persist", new Persist()),
            Map.entry("stabilize", new Stabilize()),
            Map.entry("crash", new Crash()),
            Map.entry("restart", new Restart()),
            Map.entry("stall", new Stall()),
            Map.entry("messages", new Messages()),
            Map.entry("log", new Log()),
            Map.entry("status", new Status()));

    private ScenarioCommands() {}

    static void run(Scenario scenario, String line) {
        List<String> words = new ArrayList<>(Arrays.asList(line.strip().split("\\s+")));
        scenario.setQuiet(words.remove("quiet"));
        Command command = BY_NAME.get(words.removeFirst());
        if (command == null) {
            throw new IllegalArgumentException("unknown command: " + line);
        }
        command.run(scenario, words);
    }

    /** {@code cluster 3} or {@code cluster voters=1,2 outgoing=2,3 learners=4}; then options, as {@code window=2}. */
    private static final class Cluster implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            Map<String, String> named = new TreeMap<>();
            Set<Long> voters = new TreeSet<>();
            for (String argument : arguments) {
                int equals = argument.indexOf('=');
                if (equals < 0) {
                    LongStream.rangeClosed(1, Long.parseLong(argument)).forEach(voters::add);
                } else {
                    named.put(argument.substring(0, equals), argument.substring(equals + 1));
                }
            }
            voters.addAll(members(named.remove("voters")));
            Set<Long> outgoing = members(named.remove("outgoing"));
            Set<Long> learners = members(named.remove("learners"));
            scenario.create(new Configuration(voters, outgoing, learners), options(named));
        }

        private static Set<Long> members(String list) {
            Set<Long> members = new TreeSet<>();
            if (list != null) {
                Arrays.stream(list.split(",")).map(Long::valueOf).forEach(members::add);
            }
            return members;
        }

        private static RaftOptions options(Map<String, String> named) {
            int heartbeatTicks = number(named, "heartbeat", 2);
            int electionTicks = number(named, "election", 10);
            int appendBytesMax = number(named, "append-bytes", 1 << 20);
            int window = number(named, "window", 256);
            int uncommittedBytesMax = number(named, "uncommitted-bytes", 1 << 20);
            int entryBytesMax = number(named, "entry-bytes", 1 << 20);
            if (!named.isEmpty()) {
                throw new IllegalArgumentException("unknown options " + named);
            }
            return new RaftOptions(
                    heartbeatTicks,
                    electionTicks,
                    entryBytesMax,
                    appendBytesMax,
                    window,
                    1 << 20,
                    uncommittedBytesMax,
                    1 << 20,
                    1 << 20,
                    64);
        }

        private static int number(Map<String, String> named, String name, int otherwise) {
            String value = named.remove(name);
            return value == null ? otherwise : Integer.parseInt(value);
        }
    }

    /** {@code campaign 1}. */
    private static final class Campaign implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            scenario.step(member(scenario, arguments.getFirst()), new Input.Campaign());
        }
    }

    /** {@code elect 1}: campaigns and stabilizes, and tells only what member 1 then is. */
    private static final class Elect implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            TestMember member = member(scenario, arguments.getFirst());
            scenario.step(member, new Input.Campaign());
            scenario.stabilize(_ -> true);
            scenario.takeOutput();
            RaftStatus status = member.status();
            scenario.say(
                    member.id + ": " + Describe.role(new RoleChange(status.role(), status.term(), status.leader())));
        }
    }

    /** {@code propose 1 x y}: both in one turn. */
    private static final class Propose implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            TestMember member = member(scenario, arguments.getFirst());
            for (String value : arguments.subList(1, arguments.size())) {
                byte[] data = value.getBytes(StandardCharsets.UTF_8);
                member.step(new Input.Propose(scenario.nextRequestId(), data));
            }
            scenario.drain(member);
        }
    }

    /** {@code tick 1 10}: ten ticks of member 1; {@code tick all 10}: of each member in turn. */
    private static final class Ticks implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            int count = arguments.size() > 1 ? Integer.parseInt(arguments.get(1)) : 1;
            for (int i = 0; i < count; i++) {
                for (TestMember member : members(scenario, arguments.getFirst())) {
                    scenario.step(member, Input.TICK);
                }
            }
        }
    }

    /** {@code timeout 1}: ticks until the role of member 1 changes. */
    private static final class Timeout implements Command {
        private static final int TICKS_MAX = 1_000;

        @Override
        public void run(Scenario scenario, List<String> arguments) {
            TestMember member = member(scenario, arguments.getFirst());
            Role before = member.status().role();
            for (int i = 0; member.status().role() == before; i++) {
                if (i == TICKS_MAX) {
                    throw new AssertionError("nothing happens in " + TICKS_MAX + " ticks");
                }
                scenario.step(member, Input.TICK);
            }
        }
    }

    /** {@code deliver 1->2 [kind] [drop|dup|reversed|first]}: the messages of that kind in flight on the link. */
    private static final class Deliver implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            List<String> words = new ArrayList<>(arguments.subList(1, arguments.size()));
            boolean drop = words.remove("drop");
            boolean duplicate = words.remove("dup");
            boolean reversed = words.remove("reversed");
            boolean first = words.remove("first");
            String kind = words.isEmpty() ? "" : words.getFirst();
            List<Message> messages = new ArrayList<>(scenario.inFlight().stream()
                    .filter(message ->
                            Scenario.link(message.from(), message.to()).equals(arguments.getFirst()))
                    .filter(message -> kind(message).startsWith(kind))
                    .limit(first ? 1 : Integer.MAX_VALUE)
                    .toList());
            if (messages.isEmpty()) {
                throw new IllegalArgumentException("no " + kind + " in flight " + arguments.getFirst());
            }
            if (reversed) {
                Collections.reverse(messages);
            }
            for (Message message : messages) {
                if (!duplicate) {
                    scenario.inFlight().remove(message);
                }
                if (!drop) {
                    scenario.deliver(message);
                }
            }
        }

        private static String kind(Message message) {
            return message.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        }
    }

    /** {@code hold 1->2}, or {@code hold 3} for all links from and to 3: stabilize does not deliver there. */
    private static final class Hold implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            String which = arguments.getFirst();
            if (which.contains("->")) {
                scenario.heldLinks().add(which);
                return;
            }
            long id = Long.parseLong(which);
            for (TestMember other : scenario.members()) {
                scenario.heldLinks().add(Scenario.link(id, other.id));
                scenario.heldLinks().add(Scenario.link(other.id, id));
            }
        }
    }

    /** {@code release}: ends all holds; {@code release drop} also loses what was held. */
    private static final class Release implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            if (arguments.contains("drop")) {
                scenario.inFlight().removeIf(scenario::isHeld);
            }
            scenario.heldLinks().clear();
        }
    }

    /** {@code persist 1}: the oldest write becomes durable; {@code persist 1 all}. */
    private static final class Persist implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            TestMember member = member(scenario, arguments.getFirst());
            do {
                if (member.writes.isEmpty()) {
                    throw new IllegalArgumentException("nothing to persist at " + member.id);
                }
                scenario.persistOldest(member);
            } while (arguments.contains("all") && !member.writes.isEmpty());
        }
    }

    /** {@code stabilize}, or {@code stabilize 1 2}: writes and delivers until nothing moves among these. */
    private static final class Stabilize implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            Predicate<Long> takesPart = id -> arguments.isEmpty() || arguments.contains(Long.toString(id));
            scenario.stabilize(takesPart);
        }
    }

    /** {@code crash 1}: memory and writes that are not durable are lost. */
    private static final class Crash implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            member(scenario, arguments.getFirst()).crash();
        }
    }

    /** {@code restart 1}. */
    private static final class Restart implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            scenario.restart(member(scenario, arguments.getFirst()));
        }
    }

    /** {@code stall 1}: the driver finds the disk of 1 stalled. */
    private static final class Stall implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            scenario.step(member(scenario, arguments.getFirst()), new Input.DiskStalled());
        }
    }

    /** {@code messages}: what is in flight. */
    private static final class Messages implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            scenario.inFlight().forEach(message -> scenario.say(Describe.message(message)));
        }
    }

    /** {@code log 1} or {@code log all}. */
    private static final class Log implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            for (TestMember member : members(scenario, arguments.getFirst())) {
                scenario.say(member.id + ": " + Describe.entries(member.log()));
            }
        }
    }

    /** {@code status 1} or {@code status all}. */
    private static final class Status implements Command {
        @Override
        public void run(Scenario scenario, List<String> arguments) {
            for (TestMember member : members(scenario, arguments.getFirst())) {
                scenario.say(member.id + ": " + Describe.status(member.status()));
            }
        }
    }

    private static TestMember member(Scenario scenario, String id) {
        return scenario.member(Long.parseLong(id));
    }

    private static List<TestMember> members(Scenario scenario, String which) {
        return which.equals("all")
                ? scenario.members().stream().filter(TestMember::isUp).toList()
                : List.of(member(scenario, which));
    }
}
