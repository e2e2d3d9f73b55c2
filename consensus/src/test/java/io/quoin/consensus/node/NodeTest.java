package io.quoin.consensus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.EntryId;
import io.quoin.consensus.raft.Configuration;
import io.quoin.consensus.wal.Wal;
import io.quoin.consensus.wal.WalIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The node with its threads, over real files. */
@Timeout(120)
class NodeTest {
    @TempDir
    Path directory;

    private NodeFixture fixture;

    @BeforeEach
    void openTheLog() throws IOException {
        fixture = new NodeFixture(directory);
    }

    private OneOutcome propose(Node node, String name) {
        OneOutcome caller = fixture.caller(name);
        node.propose(List.of(caller.proposal()));
        return caller;
    }

    private void fillSegments(Node node, int batches) throws InterruptedException {
        for (int i = 0; i < batches; i++) {
            assertEquals("done fill" + i, propose(node, "fill" + i).await());
        }
    }

    @Test
    void whatWasAnsweredIsThereAfterARestart() throws Exception {
        fixture.machine.engineFull(true);
        try (Node node = fixture.leading(NodeFixture.OPTIONS)) {
            fillSegments(node, 20);
        }

        NodeFixture again = new NodeFixture(directory);
        assertTrue(again.wal.recovered().cleanClose());
        try (Node node = again.leading(NodeFixture.OPTIONS)) {
            NodeFixture.await(() -> again.machine.commands().size() == 20);
            assertEquals(fixture.machine.commands(), again.machine.commands());
        }
        assertEquals(List.of(), fixture.faults);
    }

    @Test
    void proposalsBeyondTheInboxAreRefusedAtOnce() throws Exception {
        int oneCaller = Node.PROPOSAL_OVERHEAD_BYTES + 100;
        NodeOptions small = new NodeOptions(10, 60_000, oneCaller, 100, 1 << 20, 5, 1 << 20, 10_000, 60_000);
        try (Node node = fixture.leading(small)) {
            fixture.disk.holdForces();
            OneOutcome inTheLog = propose(node, "a");
            NodeFixture.await(() -> fixture.disk.isForceWaiting());
            OneOutcome inTheInbox = propose(node, "b".repeat(60));
            assertEquals("refused OVERLOADED", propose(node, "c".repeat(60)).get());
            fixture.disk.letAllForces();
            assertEquals("done a", inTheLog.await());
            assertEquals("done " + "b".repeat(60), inTheInbox.await());
            assertEquals("done d", propose(node, "d").await(), "the bytes were given back");
        }
    }

    @Test
    void aFailingForceHaltsOnceWithItsCauseAndAnswersNothing() throws Exception {
        Node node = fixture.leading(NodeFixture.OPTIONS);
        IOException cause = new IOException("the disk is gone");
        fixture.disk.failForces(cause);

        OneOutcome caller = propose(node, "a");

        assertEquals("unknown STOPPED", caller.await());
        assertEquals("refused STOPPED", propose(node, "b").await());
        node.close();
        assertEquals(List.of(cause), fixture.faults);
        assertEquals(List.of(), fixture.machine.commands());
    }

    @Test
    void aFullLogRefusesUntilThereIsRoom() throws Exception {
        try (Node node = fixture.leading(NodeFixture.OPTIONS)) {
            fixture.disk.full(true);
            OneOutcome stuck = fillUp(node);
            assertEquals("refused NO_SPACE", propose(node, "b").await());
            assertTrue(stuck.isOpen(), "it is in the core's log: nobody may call it refused");

            fixture.disk.full(false);
            assertTrue(stuck.await().startsWith("done"));
            NodeFixture.await(() -> fixture.wal.lastIndex() == node.status().lastIndex());
            assertEquals("done z", propose(node, "z").await());
        }
        assertEquals(List.of(), fixture.faults);
    }

    /** Proposes until there is no room for the log; returns the caller that waits for it. */
    private OneOutcome fillUp(Node node) {
        for (int i = 0; ; i++) {
            OneOutcome caller = propose(node, "up" + i);
            NodeFixture.await(() ->
                    !caller.isOpen() || fixture.wal.lastIndex() < node.status().lastIndex());
            if (caller.isOpen()) {
                return caller;
            }
        }
    }

    @Test
    void aDiskThatIsFullWhileASegmentIsPreparedDoesNotHalt() throws Exception {
        try (Node node = fixture.leading(NodeFixture.OPTIONS)) {
            fixture.disk.fullFor("member/wal/next.tmp");
            fillSegments(node, 20);
            NodeFixture.await(() -> fixture.events.all().contains("no room for member/wal/next.tmp"));

            fixture.disk.fullFor(null);
            fillSegments(node, 20);
        }
        assertEquals(List.of(), fixture.faults);
    }

    @Test
    void aStoppedApplyAnswersUnknownRefusesLaterOnesAndKeepsLeading() throws Exception {
        try (Node node = fixture.leading(NodeFixture.OPTIONS)) {
            assertEquals("done a", propose(node, "a").await());
            fixture.machine.stopAt(3);

            assertEquals("unknown CORRUPT", propose(node, "b").await());
            assertEquals("refused CORRUPT", propose(node, "c").await());
            assertTrue(node.status().locallyConfirmed());
            assertEquals(new EntryId(2, 1), fixture.machine.published());
        }
        assertEquals(List.of(), fixture.faults);
    }

    @Test
    void aRequestThatTakesTooLongIsUnknown() throws Exception {
        NodeOptions impatient = new NodeOptions(10, 50, 1 << 20, 100, 1 << 20, 5, 1 << 20, 10_000, 60_000);
        try (Node node = fixture.leading(impatient)) {
            assertEquals("done a", propose(node, "a").await());
            fixture.disk.full(true);
            assertEquals("unknown TIMED_OUT", fillUp(node).await());
            fixture.disk.full(false);
        }
    }

    @Test
    void closingGivesEveryCallerOneOutcomeHoweverManyPropose() throws Exception {
        for (int round = 0; round < 20; round++) {
            Path own = directory.resolve("round" + round);
            Files.createDirectory(own);
            proposeWhileClosing(new NodeFixture(own));
        }
    }

    private static void proposeWhileClosing(NodeFixture fixture) throws Exception {
        Node node = fixture.leading(NodeFixture.OPTIONS);
        List<List<OneOutcome>> callers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            List<OneOutcome> own = new ArrayList<>();
            String prefix = t + "-";
            callers.add(own);
            threads.add(Thread.ofPlatform().start(() -> {
                OneOutcome last;
                do {
                    last = fixture.caller(prefix + own.size());
                    own.add(last);
                    node.propose(List.of(last.proposal()));
                } while (last.isOpen() || !last.get().equals("refused STOPPED"));
            }));
        }
        NodeFixture.await(() -> !fixture.machine.commands().isEmpty());
        node.close();
        for (Thread thread : threads) {
            thread.join();
        }
        Set<String> applied = new HashSet<>(fixture.machine.commands());
        int done = 0;
        for (List<OneOutcome> own : callers) {
            for (OneOutcome caller : own) {
                String outcome = caller.await();
                if (outcome.startsWith("done ")) {
                    done++;
                    assertTrue(applied.contains(outcome.substring(5)), outcome);
                }
            }
        }
        assertTrue(done > 0 && done <= applied.size());
        assertEquals(List.of(), fixture.faults);
    }

    @Test
    void closingFlushesWhatWasPublished() throws Exception {
        NodeOptions seldom = new NodeOptions(10, 60_000, 1 << 20, 100, 1 << 20, 3_600_000, 1 << 20, 10_000, 60_000);
        try (Node node = fixture.leading(seldom)) {
            assertEquals("done a", propose(node, "a").await());
            assertEquals(EntryId.NONE, fixture.machine.durable());
        }
        assertEquals(new EntryId(2, 1), fixture.machine.durable());
    }

    @Test
    void nothingIsProposedAfterClose() throws Exception {
        Node node = fixture.leading(NodeFixture.OPTIONS);
        node.close();
        fixture.events.take();
        long last = fixture.wal.lastIndex();

        assertEquals("refused STOPPED", propose(node, "late").get());
        node.close();

        assertEquals(last, fixture.wal.lastIndex());
        assertEquals(List.of("answer refused STOPPED"), fixture.events.take());
    }

    @Test
    void theLogIsCutOnlyBelowWhatTheEngineHoldsDurably() throws Exception {
        try (Node node = fixture.leading(NodeFixture.OPTIONS)) {
            fixture.machine.engineFull(true);
            fillSegments(node, 40);
            fixture.machine.pendingBytes(1); // flushes are tried, in vain
            assertEquals(1, fixture.wal.firstIndex());
            assertFalse(fixture.events.all().stream().anyMatch(event -> event.startsWith("delete")));

            fixture.machine.engineFull(false);
            NodeFixture.await(() -> fixture.wal.firstIndex() > 1);
            assertTrue(fixture.wal.firstIndex() <= fixture.machine.durable().index() + 1);
            assertTrue(fixture.wal.lastIndex() >= fixture.machine.durable().index());
        }
        assertEquals(List.of(), fixture.faults);
    }

    @Test
    void aFullEngineIsTriedAgainThoughNothingNewIsProposed() throws Exception {
        try (Node node = fixture.leading(NodeFixture.OPTIONS)) {
            fixture.machine.engineFull(true);
            fixture.machine.pendingBytes(NodeFixture.OPTIONS.pendingBytesMax() + 1);
            assertEquals("refused OVERLOADED", propose(node, "a").await());
            int tried = fixture.machine.flushes();
            NodeFixture.await(() -> fixture.machine.flushes() > tried + 3);
            fixture.machine.engineFull(false);

            NodeFixture.await(() -> fixture.machine.pendingBytes() == 0);
            assertEquals("done b", propose(node, "b").await());
        }
    }

    private NodeFixture reserving() throws IOException {
        return new NodeFixture(Files.createDirectory(directory.resolve("reserving")), NodeFixture.MEMBER, true);
    }

    @Test
    void aFullDiskTakesTheReserveIsToldAndTheReserveIsMadeAgain() throws Exception {
        NodeFixture reserving = reserving();
        assertTrue(reserving.wal.reserve().make());
        try (Node node = reserving.leading(NodeFixture.OPTIONS)) {
            reserving.disk.fullWhileThereIs(NodeFixture.RESERVE);
            for (int i = 0; !reserving.events.all().contains("short of space"); i++) {
                OneOutcome caller = reserving.caller("a" + i);
                node.propose(List.of(caller.proposal()));
                assertEquals("done a" + i, caller.await());
            }
            reserving.disk.fullWhileThereIs(null);
            NodeFixture.await(() -> reserving.events.all().contains("space is back"));
        }
        assertEquals(List.of(), reserving.faults);
    }

    @Test
    void whoAsksForSpaceIsToldAfterAFlushAndALook() throws Exception {
        NodeFixture reserving = reserving();
        try (Node node = reserving.leading(NodeFixture.OPTIONS)) {
            reserving.machine.engineFull(true);
            reserving.machine.pendingBytes(1);
            NodeFixture.await(() -> reserving.events.all().contains("short of space"));
            reserving.machine.engineFull(false);
            CountDownLatch looked = new CountDownLatch(1);

            node.lookForSpace(() -> {
                reserving.events.add("looked, short: " + reserving.wal.reserve().isShort());
                looked.countDown();
            });

            assertTrue(looked.await(30, TimeUnit.SECONDS));
            assertTrue(reserving.events.all().contains("looked, short: false"));
        }
        assertEquals(List.of(), reserving.faults);
    }

    @Test
    void aLogWhoseOldestSegmentIsMissingIsRefused() throws Exception {
        try (Node node = fixture.leading(NodeFixture.OPTIONS)) {
            fixture.machine.engineFull(true);
            fillSegments(node, 20);
        }
        List<String> segments = fixture.disk.list("member/wal").stream()
                .filter(name -> name.endsWith(".wal"))
                .sorted()
                .toList();
        assertTrue(segments.size() > 1);
        fixture.disk.delete("member/wal/" + segments.getFirst());

        NodeFixture again = new NodeFixture(directory);
        var refusal = assertThrows(LogMismatchException.class, () -> again.start(NodeFixture.OPTIONS));
        assertTrue(
                refusal.getMessage().startsWith("the storage engine stands at entry 0, but the log holds "),
                refusal.getMessage());
        again.wal.close();
    }

    @Test
    void aLogThatEndsBeforeWhatIsAppliedIsRefusedAndOneThatWasCutIsNot() throws Exception {
        try (Node node = fixture.leading(NodeFixture.OPTIONS)) {
            fillSegments(node, 40);
            NodeFixture.await(() -> fixture.wal.firstIndex() > 1);
        }
        Wal wal = Wal.open(fixture.disk, "member", new WalIdentity(1, 1), NodeFixture.SMALL_LOG);
        var configuration = Configuration.of(Set.of(1L));
        long first = wal.firstIndex();
        for (long applied = 0; applied <= wal.lastIndex() + 1; applied++) {
            FakeMachine machine = new FakeMachine(fixture.events, new EntryId(applied, Math.min(applied, 1)));
            if (applied + 1 >= first && applied <= wal.lastIndex()) {
                assertEquals(
                        applied,
                        Startup.bootstrap(1, configuration, wal, machine).appliedIndex());
            } else {
                assertThrows(LogMismatchException.class, () -> Startup.bootstrap(1, configuration, wal, machine));
            }
        }
        wal.close();
    }
}
