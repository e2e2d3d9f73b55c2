package io.quoin.simulator;

import io.quoin.consensus.node.InlineWalStep;
import io.quoin.consensus.node.NodeCycle;
import io.quoin.consensus.node.NodeListener;
import io.quoin.consensus.node.NodeOptions;
import io.quoin.consensus.node.NodeTurn;
import io.quoin.consensus.node.Proposal;
import io.quoin.consensus.node.ProposalRefusal;
import io.quoin.consensus.node.Startup;
import io.quoin.consensus.node.UnknownOutcome;
import io.quoin.consensus.node.Waiter;
import io.quoin.consensus.node.WalStep;
import io.quoin.consensus.raft.Bootstrap;
import io.quoin.consensus.raft.Configuration;
import io.quoin.consensus.raft.Input;
import io.quoin.consensus.raft.RaftCore;
import io.quoin.consensus.raft.RaftOptions;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.consensus.transport.Transport;
import io.quoin.consensus.wal.Disk;
import io.quoin.consensus.wal.DiskReserve;
import io.quoin.consensus.wal.Wal;
import io.quoin.consensus.wal.WalCorruptException;
import io.quoin.consensus.wal.WalFullException;
import io.quoin.consensus.wal.WalIdentity;
import io.quoin.consensus.wal.WalOptions;
import io.quoin.statemachine.ReplicatedStore;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.command.Commands;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.StorageEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One life of the member: from opening its files to the end of the process, whatever ends it. The threads of a real
 * process are events here: the node's cycle, the flush, the log's thread when it has one.
 */
final class Life implements NodeCycle.Signals, NodeListener, LaterWalStep.Host {
    static final long MEMBER_ID = 0x51;
    private static final String DIRECTORY = "member";
    private static final int BLOCK_BYTES = 4096;

    /** Until the background thread has come to what it is asked for. */
    private static final long BACKGROUND_DELAY_NANOS = 1_000_000;

    private static final Alarm NO_SPACE = new Alarm(MEMBER_ID, Alarm.NO_SPACE);

    /** Work of the process that may end it. */
    interface Action {
        void run() throws IOException;
    }

    private final World world;
    private final Wal wal;
    private final StorageEngine engine;
    private final ReplicatedStore store;
    private final ObservedMachine machine;
    private final NodeTurn turn;
    private final NodeCycle cycle;

    private List<Proposal> inbox = new ArrayList<>();
    private boolean cyclePlanned;
    private long cycleAtNanos;
    private long cyclePlan;
    private boolean flushPlanned;
    private long busyUntilNanos;
    private long ledInTerm;
    private boolean recovered;
    private boolean raisingAlarm;

    private Life(World world, long incarnation, Wal wal, StorageEngine engine) throws IOException {
        this.world = world;
        this.wal = wal;
        this.engine = engine;
        this.store = ReplicatedStore.open(engine, world.swarm().storeOptions());
        this.machine = new ObservedMachine(world.mutant().machine(store), store, world.history());
        NodeOptions options = NodeOptions.DEFAULT;
        RaftOptions raftOptions = RaftOptions.defaults();
        WalStep walStep = world.mutant()
                .walStep(world.swarm().separateWalThread() ? new LaterWalStep(wal, this) : new InlineWalStep(wal));
        this.turn = new NodeTurn(
                core(raftOptions), walStep, machine, Transport.NONE, this, options, MEMBER_ID, incarnation);
        this.cycle = new NodeCycle(
                turn,
                walStep,
                wal.reserve(),
                this,
                options,
                raftOptions.electionTicks(),
                world.timeline().nowNanos());
    }

    /** Opens what the disks hold; throws what a real start would be refused with. */
    static Life start(World world, long incarnation) throws IOException {
        Wal wal = openLog(world);
        StorageEngine engine = world.mutant().engine(world.engineDisk().open(EngineOptions.DEFAULT));
        Life life = new Life(world, incarnation, wal, engine);
        Violation.unless(
                wal.lastIndex() >= world.history().lastIndex(),
                "the log ends at %d, but %d was applied",
                wal.lastIndex(),
                world.history().lastIndex());
        world.history().published(life.store.state());
        life.wake(0);
        return life;
    }

    private static Wal openLog(World world) throws IOException {
        WalOptions options = new WalOptions(world.swarm().segmentBytes(), 4 * BLOCK_BYTES, 4 * BLOCK_BYTES);
        WalIdentity identity = new WalIdentity(1, MEMBER_ID);
        Disk disk = world.mutant().disk(world.disk());
        world.mutant().beforeOpening(disk);
        try {
            return Wal.open(disk, DIRECTORY, identity, options, reserve(world));
        } catch (WalCorruptException e) {
            if (!world.mutant().repaired(disk, e)) {
                throw e;
            }
            return Wal.open(disk, DIRECTORY, identity, options, reserve(world));
        }
    }

    private static DiskReserve reserve(World world) throws IOException {
        int bytes = world.swarm().reserveBytes();
        Disk disk = world.disk();
        return bytes == 0
                ? DiskReserve.NONE
                : DiskReserve.open(List.of(new DiskReserve.Part(disk, DIRECTORY + "/reserve", bytes)));
    }

    private RaftCore core(RaftOptions options) throws IOException {
        Bootstrap bootstrap = Startup.bootstrap(MEMBER_ID, Configuration.of(Set.of(MEMBER_ID)), wal, machine);
        return new RaftCore(options, bootstrap, wal, world.electionRandom());
    }

    ReplicatedStore store() {
        return store;
    }

    NodeTurn turn() {
        return turn;
    }

    /** Whether this life has applied everything that earlier lives had, and serves. */
    boolean serves() {
        return recovered;
    }

    /** A caller's command arrives. */
    void propose(Proposal proposal) {
        inbox.add(proposal);
        wake(0);
    }

    /** Stops as SIGTERM asks for: everything that waits gets an outcome, all is flushed, files are closed. */
    void stop() throws IOException {
        cycle.run(world.timeline().nowNanos());
        turn.abandonWaiters();
        machine.flush();
        wal.close();
        engine.close();
    }

    /** The process is gone: whoever waits will never hear from it. */
    void end() {
        for (Proposal proposal : inbox) {
            proposal.waiter().unknown(UnknownOutcome.STOPPED);
        }
        inbox.clear();
        turn.abandonWaiters();
    }

    @Override
    public void published() {
        if (!flushPlanned) {
            flushPlanned = true;
            later(world.swarm().flushIntervalNanos(), this::flush);
        }
    }

    @Override
    public void segmentWanted() {
        later(BACKGROUND_DELAY_NANOS, this::prepareSegment);
    }

    @Override
    public void reserveWanted() {
        if (wal.reserve().isShort() && !raisingAlarm && !store.state().alarms().contains(NO_SPACE)) {
            raiseAlarm();
        }
        later(BACKGROUND_DELAY_NANOS, this::makeReserve);
    }

    private void makeReserve() throws IOException {
        boolean wasShort = wal.reserve().isShort();
        if (!machine.isFull() && wal.reserve().make() && wasShort) {
            world.trace("the reserve is whole again");
        }
    }

    /** As a server does, which then refuses puts; here they go on, so that the reserve is used up too. */
    private void raiseAlarm() {
        world.trace("short of space");
        raisingAlarm = true;
        byte[] data = Commands.raise(NO_SPACE);
        world.history().proposed(data);
        propose(new Proposal(data, new Waiter() {
            @Override
            public void applied(Object result) {
                raisingAlarm = false;
            }

            @Override
            public void refused(ProposalRefusal reason) {
                raisingAlarm = false;
            }

            @Override
            public void unknown(UnknownOutcome reason) {
                raisingAlarm = false;
            }
        }));
    }

    private void prepareSegment() throws IOException {
        try {
            wal.prepareNextSegment();
        } catch (WalFullException e) {
            world.trace("no room for the next segment");
        }
    }

    @Override
    public void answersReady() {
        // The waiters have told their callers already: there are no event loops here.
    }

    @Override
    public void statusChanged(RaftStatus status) {
        world.trace("%s in term %d", status.role(), status.term());
        if (status.leader() == MEMBER_ID && ledInTerm != status.term()) {
            world.leads(status.term());
            ledInTerm = status.term();
        }
    }

    @Override
    public void later(long delayNanos, Action action) {
        world.timeline().after(delayNanos, () -> world.inLife(this, action));
    }

    @Override
    public long takeDiskNanos() {
        return world.disk().takeElapsedNanos();
    }

    @Override
    public void persisted(long sequence) {
        turn.step(new Input.Persisted(sequence));
        wake(0);
    }

    /**
     * Plans the next cycle, unless an earlier one is planned; never before the disk operations of the last are over.
     */
    private void wake(long delayNanos) {
        long now = world.timeline().nowNanos();
        long at = Math.max(now + delayNanos, busyUntilNanos);
        if (cyclePlanned && cycleAtNanos <= at) {
            return;
        }
        cyclePlanned = true;
        cycleAtNanos = at;
        long plan = ++cyclePlan;
        later(at - now, () -> runCycle(plan));
    }

    private void runCycle(long plan) throws IOException {
        if (plan != cyclePlan) {
            return; // an earlier one was planned in its place
        }
        cyclePlanned = false;
        long now = world.timeline().nowNanos();
        List<Proposal> proposals = inbox;
        inbox = new ArrayList<>();
        for (Proposal proposal : proposals) {
            turn.propose(now, proposal);
        }
        long sleepNanos = cycle.run(now);
        busyUntilNanos = now + takeDiskNanos();
        check();
        wake(Math.max(1, sleepNanos));
    }

    private void flush() throws IOException {
        flushPlanned = false;
        machine.flush();
        if (machine.isFull() && wal.reserve().release()) {
            machine.flush();
        }
        world.flushed();
        long keepFrom = world.mutant().keepLogFrom(machine);
        later(BACKGROUND_DELAY_NANOS, () -> wal.cutBelow(keepFrom));
        if (machine.durable().index() < machine.applied().index()) {
            published(); // once more when it is quiet
        }
    }

    private void check() {
        RaftStatus status = turn.status();
        long applied = machine.applied().index();
        Violation.unless(applied <= wal.lastIndex(), "applied %d, durable %d", applied, wal.lastIndex());
        Violation.unless(
                wal.lastIndex() <= status.lastIndex(), "durable %d, last %d", wal.lastIndex(), status.lastIndex());
        Violation.unless(
                machine.durable().index() <= applied,
                "engine %d, applied %d",
                machine.durable().index(),
                applied);
        if (status.locallyConfirmed()) {
            recovered = true;
        }
        if (recovered && !turn.applyStopped()) {
            world.history().serving(store.state());
        }
    }
}
