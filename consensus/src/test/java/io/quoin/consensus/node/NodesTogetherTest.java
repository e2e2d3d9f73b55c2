package io.quoin.consensus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.raft.RaftStatus;
import io.quoin.consensus.raft.Role;
import io.quoin.consensus.raft.message.Message;
import io.quoin.consensus.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes in one process: no member alone is a quorum, so each writes its log on a thread of its own. */
@Timeout(120)
class NodesTogetherTest {
    private static final Set<Long> VOTERS = Set.of(1L, 2L, 3L);

    /** Ticks so long that a busy machine does not look like a dead leader. */
    private static final NodeOptions PATIENT =
            new NodeOptions(50, 60_000, 1 << 20, 1 << 16, 1 << 20, 5, 1 << 19, 10_000, 60_000);

    @TempDir
    Path directory;

    private final Map<Long, Node> nodes = new ConcurrentHashMap<>();
    private final Map<Long, NodeFixture> fixtures = new TreeMap<>();

    @BeforeEach
    void startThree() throws IOException {
        Transport direct = this::deliver;
        for (long member : VOTERS) {
            Path own = directory.resolve("member" + member);
            Files.createDirectory(own);
            NodeFixture fixture = new NodeFixture(own, member);
            fixtures.put(member, fixture);
            nodes.put(member, fixture.start(PATIENT, member, VOTERS, direct));
        }
        NodeFixture.await(this::haveOneLeader);
    }

    /** All follow one leader, whose first entry is committed: what it takes now nobody overwrites. */
    private boolean haveOneLeader() {
        List<RaftStatus> all = nodes.values().stream().map(Node::status).toList();
        RaftStatus first = all.getFirst();
        return first.leader() != 0
                && all.stream()
                        .allMatch(status -> status.term() == first.term()
                                && status.leader() == first.leader()
                                && status.commit() > 0);
    }

    private void deliver(Message message) {
        Node receiver = nodes.get(message.to());
        if (receiver != null) {
            receiver.receive(message);
        }
    }

    @AfterEach
    void closeAll() throws IOException {
        fixtures.values().forEach(fixture -> {
            fixture.disk.holdForces();
            fixture.disk.letAllForces();
        });
        for (Node node : nodes.values()) {
            node.close();
        }
        fixtures.values().forEach(fixture -> assertEquals(List.of(), fixture.faults));
    }

    private long leader() {
        for (Map.Entry<Long, Node> node : nodes.entrySet()) {
            if (node.getValue().status().role() == Role.LEADER) {
                return node.getKey();
            }
        }
        return 0;
    }

    private String propose(String name) throws InterruptedException {
        NodeFixture.await(() -> leader() != 0);
        long leader = leader();
        OneOutcome caller = fixtures.get(leader).caller(name);
        nodes.get(leader).propose(List.of(caller.proposal()));
        return caller.await();
    }

    /** Asks again while there is no leader that may take it. */
    private void put(String name) throws InterruptedException {
        String outcome = propose(name);
        while (outcome.equals("refused NOT_LEADER")) {
            outcome = propose(name);
        }
        assertEquals("done " + name, outcome);
    }

    @Test
    void aPutIsAppliedByAllInOneOrder() throws InterruptedException {
        for (int i = 0; i < 30; i++) {
            put("p" + i);
        }

        List<String> expected = fixtures.get(leader()).machine.commands();
        assertEquals(30, expected.size());
        fixtures.values()
                .forEach(fixture ->
                        NodeFixture.await(() -> fixture.machine.commands().equals(expected)));
        nodes.values().forEach(node -> assertFalse(node.status().locallyConfirmed()));
    }

    @Test
    void aLeaderWhoseForceTakesLongGoesOnLeadingAndOthersCommit() throws InterruptedException {
        put("before");
        long leader = leader();
        long term = nodes.get(leader).status().term();
        long committed = nodes.get(leader).status().commit();
        NodeFixture slow = fixtures.get(leader);
        slow.disk.holdForces();
        OneOutcome caller = slow.caller("slow");
        nodes.get(leader).propose(List.of(caller.proposal()));

        NodeFixture.await(() -> nodes.get(leader).status().commit() > committed);
        assertTrue(caller.isOpen(), "committed by the others, but not durable here");
        assertEquals(List.of("before"), slow.machine.commands());
        slow.disk.letAllForces();

        assertEquals("done slow", caller.await());
        assertEquals(term, nodes.get(leader).status().term(), "no election meanwhile");
    }
}
