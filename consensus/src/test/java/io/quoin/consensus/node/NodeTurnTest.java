package io.quoin.consensus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.EntryId;
import io.quoin.consensus.raft.Configuration;
import io.quoin.consensus.raft.Input;
import io.quoin.consensus.raft.RaftCore;
import io.quoin.consensus.raft.RaftOptions;
import io.quoin.consensus.transport.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One turn, without threads: what comes before what, and who is told what. */
class NodeTurnTest {
    private static final long SECOND_NANOS = 1_000_000_000L;

    @TempDir
    Path directory;

    private NodeFixture fixture;

    @BeforeEach
    void openTheLog() throws IOException {
        fixture = new NodeFixture(directory);
    }

    @AfterEach
    void closeTheLog() throws IOException {
        fixture.wal.close();
    }

    private NodeTurn turn(WalStep step, NodeOptions options) throws IOException {
        var bootstrap = Startup.bootstrap(
                NodeFixture.MEMBER, Configuration.of(Set.of(NodeFixture.MEMBER)), fixture.wal, fixture.machine);
        var core = new RaftCore(RaftOptions.defaults(), bootstrap, fixture.wal, new SplittableRandom(1));
        return new NodeTurn(
                core, step, fixture.machine, Transport.NONE, fixture.listener(), options, NodeFixture.MEMBER, 7);
    }

    private NodeTurn leading(NodeOptions options) throws IOException {
        NodeTurn turn = turn(new InlineWalStep(fixture.wal), options);
        turn.step(Input.TICK);
        turn.finish();
        assertTrue(turn.status().locallyConfirmed());
        fixture.events.take();
        return turn;
    }

    private OneOutcome propose(NodeTurn turn, String name) {
        OneOutcome caller = fixture.caller(name);
        turn.propose(0, caller.proposal());
        return caller;
    }

    @Test
    void answersComeAfterOneForceForAllAndAfterTheStateIsPublished() throws IOException {
        NodeTurn turn = leading(NodeFixture.OPTIONS);

        propose(turn, "a");
        propose(turn, "b");
        assertEquals(List.of(), fixture.events.take(), "a proposal alone does nothing yet");
        turn.finish();

        assertEquals(
                List.of("force", "apply a", "apply b", "publish", "answer done a", "answer done b", "ready"),
                fixture.events.take());
    }

    @Test
    void batchesThatAreDurableLaterAreAppliedAndAnsweredOneByOne() throws IOException {
        LateWalStep late = new LateWalStep(fixture.wal);
        NodeTurn turn = turn(late, NodeFixture.OPTIONS);
        turn.step(Input.TICK);
        turn.finish();
        while (!turn.status().locallyConfirmed()) {
            turn.step(new Input.Persisted(late.writeOne()));
            turn.finish();
        }
        OneOutcome first = propose(turn, "a");
        turn.finish();
        OneOutcome second = propose(turn, "b");
        turn.finish();

        assertEquals(2, late.waiting(), "both are under way");
        assertTrue(first.isOpen() && second.isOpen());
        turn.step(new Input.Persisted(late.writeOne()));
        turn.finish();
        assertEquals("done a", first.get());
        assertTrue(second.isOpen());
        assertEquals(List.of("a"), fixture.machine.commands());
        turn.step(new Input.Persisted(late.writeOne()));
        turn.finish();
        assertEquals("done b", second.get());
    }

    @Test
    void whoDoesNotLeadRefuses() throws IOException {
        NodeTurn turn = turn(new LateWalStep(fixture.wal), NodeFixture.OPTIONS);

        OneOutcome caller = propose(turn, "early");
        turn.finish();

        assertEquals("refused NOT_LEADER", caller.get());
        assertTrue(turn.isSettled());
    }

    @Test
    void aFullLogRefusesWhatIsNewAndWritesWhatWaitsWhenThereIsRoom() throws IOException {
        NodeTurn turn = leading(NodeFixture.OPTIONS);
        fixture.disk.full(true);
        OneOutcome waiting = null;
        for (int i = 0; fixture.wal.lastIndex() == turn.status().lastIndex(); i++) {
            waiting = propose(turn, "a" + i);
            turn.finish();
        }

        assertTrue(waiting.isOpen(), "it is in the core's log, so nobody may call it refused");
        assertEquals("refused NO_SPACE", propose(turn, "b").get());
        fixture.disk.full(false);
        turn.finish();
        assertTrue(waiting.get().startsWith("done a"));
        OneOutcome after = propose(turn, "c");
        turn.finish();
        assertEquals("done c", after.get());
    }

    @Test
    void aLaterStepThatWaitsForRoomRefusesToo() throws IOException {
        LateWalStep late = new LateWalStep(fixture.wal);
        NodeTurn turn = turn(late, NodeFixture.OPTIONS);
        late.waitsForRoom = true;

        assertEquals("refused NO_SPACE", propose(turn, "a").get());
    }

    @Test
    void boundsOfCallersAndOfPendingRecordsRefuse() throws IOException {
        NodeOptions two = new NodeOptions(10, 1_000, 1 << 20, 2, 1_000, 5, 1_000, 10_000, 1_000);
        NodeTurn turn = leading(two);
        propose(turn, "a");
        propose(turn, "b");
        assertEquals("refused OVERLOADED", propose(turn, "c").get());
        turn.finish();

        fixture.machine.pendingBytes(1_001);
        assertEquals("refused OVERLOADED", propose(turn, "d").get());
        fixture.machine.pendingBytes(1_000);
        OneOutcome fits = propose(turn, "e");
        turn.finish();
        assertEquals("done e", fits.get());
        assertEquals(List.of("a", "b", "e"), fixture.machine.commands());
    }

    @Test
    void aDamagedRecordStopsApplyAndLeavesWhatWasPublishedBefore() throws IOException {
        NodeTurn turn = leading(NodeFixture.OPTIONS);
        fixture.machine.stopAt(3);

        OneOutcome before = propose(turn, "before");
        OneOutcome damaged = propose(turn, "damaged");
        OneOutcome behind = propose(turn, "behind");
        turn.finish();

        assertEquals("done before", before.get());
        assertEquals("unknown CORRUPT", damaged.get());
        assertEquals("unknown CORRUPT", behind.get());
        assertEquals("refused CORRUPT", propose(turn, "later").get());
        assertTrue(turn.applyStopped());
        assertTrue(turn.status().locallyConfirmed(), "reads go on");
        assertEquals(new EntryId(2, 1), fixture.machine.published());
        turn.finish();
        assertEquals(List.of("before"), fixture.machine.commands());
    }

    @Test
    void aRequestThatTimesOutIsUnknownAndItsLaterResultGoesToNobody() throws IOException {
        LateWalStep late = new LateWalStep(fixture.wal);
        NodeOptions oneSecond = new NodeOptions(10, 1_000, 1 << 20, 100, 1 << 20, 5, 1 << 20, 10_000, 1_000);
        NodeTurn turn = turn(late, oneSecond);
        turn.step(Input.TICK);
        turn.finish();
        while (late.waiting() > 0) {
            turn.step(new Input.Persisted(late.writeOne()));
            turn.finish();
        }
        OneOutcome caller = propose(turn, "slow");
        turn.finish();

        turn.expire(SECOND_NANOS - 1);
        assertTrue(caller.isOpen());
        turn.expire(SECOND_NANOS);
        assertEquals("unknown TIMED_OUT", caller.get());

        turn.step(new Input.Persisted(late.writeOne()));
        turn.finish();
        assertEquals(List.of("slow"), fixture.machine.commands());
        assertEquals("unknown TIMED_OUT", caller.get(), "told once");
    }

    @Test
    void aSliceOfBackgroundWorkIsPublishedUnlessTheEngineIsBehind() throws IOException {
        NodeTurn turn = leading(NodeFixture.OPTIONS);
        long publications = turn.publications();
        fixture.machine.slices(1);
        fixture.machine.pendingBytes(NodeFixture.OPTIONS.pendingBytesMax());

        assertFalse(turn.slice());
        fixture.machine.pendingBytes(0);
        assertTrue(turn.slice());
        assertFalse(turn.slice(), "nothing is left");
        assertEquals(publications + 1, turn.publications());
    }
}
