package io.quoin.consensus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.raft.Configuration;
import io.quoin.consensus.raft.PersistBatch;
import io.quoin.consensus.raft.RaftCore;
import io.quoin.consensus.raft.RaftOptions;
import io.quoin.consensus.raft.Role;
import io.quoin.consensus.transport.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the node thread does between two sleeps: ticks, slices, care of the log. */
class NodeCycleTest {
    private static final long MILLI = 1_000_000;
    private static final int ELECTION_TICKS = 100;
    private static final NodeOptions OPTIONS =
            new NodeOptions(10, 1_000, 1 << 20, 100, 1 << 20, 5, 1 << 20, 10_000, 50);

    @TempDir
    Path directory;

    private NodeFixture fixture;
    private NodeTurn turn;
    private NodeCycle cycle;
    private int published;
    private int segmentsWanted;
    private int markers;

    @BeforeEach
    void openTheLog() throws IOException {
        fixture = new NodeFixture(directory);
    }

    @AfterEach
    void closeTheLog() throws IOException {
        fixture.wal.close();
    }

    private void start(Set<Long> voters) throws IOException {
        var bootstrap = Startup.bootstrap(NodeFixture.MEMBER, Configuration.of(voters), fixture.wal, fixture.machine);
        var core = new RaftCore(RaftOptions.defaults(), bootstrap, fixture.wal, new SplittableRandom(1));
        WalStep step = new CountingStep(new InlineWalStep(fixture.wal));
        turn = new NodeTurn(
                core, step, fixture.machine, Transport.NONE, fixture.listener(), OPTIONS, NodeFixture.MEMBER, 7);
        NodeCycle.Signals signals = new NodeCycle.Signals() {
            @Override
            public void published() {
                published++;
            }

            @Override
            public void segmentWanted() {
                segmentsWanted++;
            }

            @Override
            public void reserveWanted() {
                throw new AssertionError("there is none");
            }
        };
        cycle = new NodeCycle(turn, step, fixture.wal.reserve(), signals, OPTIONS, ELECTION_TICKS, 0);
    }

    private final class CountingStep implements WalStep {
        private final WalStep step;

        CountingStep(WalStep step) {
            this.step = step;
        }

        @Override
        public boolean persist(PersistBatch batch) throws IOException {
            return step.persist(batch);
        }

        @Override
        public void markIdle() throws IOException {
            markers++;
            step.markIdle();
        }

        @Override
        public boolean waitsForRoom() {
            return step.waitsForRoom();
        }

        @Override
        public boolean wantsNextSegment() {
            return step.wantsNextSegment();
        }
    }

    @Test
    void itSleepsUntilTheNextTickAndShortlyWhileWorkWaits() throws IOException {
        start(Set.of(NodeFixture.MEMBER));

        assertEquals(10 * MILLI, cycle.run(0));
        assertEquals(6 * MILLI, cycle.run(4 * MILLI));
        fixture.machine.slices(1);
        assertEquals(MILLI / 4, cycle.run(5 * MILLI), "and others get half of the thread");
        assertEquals(4 * MILLI, cycle.run(6 * MILLI));
    }

    @Test
    void aLongPauseIsAtMostOneElectionTimeoutOfTicks() throws IOException {
        start(Set.of(NodeFixture.MEMBER, 2L, 3L));
        long hour = 3_600_000 * MILLI;

        cycle.run(hour);

        assertEquals(Role.FOLLOWER, turn.status().role(), "the shortest election timeout has not passed yet");
        assertEquals(10 * MILLI, cycle.run(hour), "the missed ticks are forgotten");
    }

    @Test
    void theEndOfABusySpellIsMarkedOnce() throws IOException {
        start(Set.of(NodeFixture.MEMBER));
        for (long now = 0; now < 1_000 * MILLI; now += 10 * MILLI) {
            cycle.run(now);
        }
        assertEquals(1, markers);

        turn.propose(0, fixture.caller("a").proposal());
        for (long now = 1_000 * MILLI; now < 2_000 * MILLI; now += 10 * MILLI) {
            cycle.run(now);
        }
        assertEquals(2, markers);
        assertEquals(2, published, "once for the leader's first entry, once for the put");
    }

    @Test
    void theNextSegmentIsAskedForInTime() throws IOException {
        start(Set.of(NodeFixture.MEMBER));
        cycle.run(0);
        assertEquals(0, segmentsWanted);

        int batches = 0;
        for (; segmentsWanted == 0; batches++) {
            turn.propose(0, fixture.caller("a" + batches).proposal());
            cycle.run(0);
        }

        assertTrue(batches < 7, "before the segment of seven blocks is full");
        fixture.wal.prepareNextSegment();
        turn.propose(0, fixture.caller("b").proposal());
        cycle.run(0);
        assertEquals(1, segmentsWanted, "it is ready");
    }
}
