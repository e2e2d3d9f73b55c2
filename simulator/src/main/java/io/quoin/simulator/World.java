package io.quoin.simulator;

import com.google.protobuf.ByteString;
import io.quoin.consensus.wal.WalCorruptException;
import io.quoin.simulator.disk.DiskFaults;
import io.quoin.simulator.disk.PowerLoss;
import io.quoin.simulator.disk.SimulatedDisk;
import io.quoin.simulator.event.Timeline;
import io.quoin.statemachine.record.DamagedRecordException;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.testing.NaiveStore;
import io.quoin.storage.EngineException;
import io.quoin.storage.EngineIoException;
import io.quoin.storage.testing.InMemoryDisk;
import io.quoin.storage.testing.RecordPosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * What outlives a process: the disks, the clock, what has been applied so far; and the process that is alive, if one
 * is. It decides how a life ends and what a start may be refused for.
 */
final class World {
    private static final long RESTART_NANOS_MAX = 50_000_000;

    private final Timeline timeline = new Timeline();
    private final History history = new History();
    private final InMemoryDisk engineDisk = new InMemoryDisk();
    private final TreeSet<Long> termsLed = new TreeSet<>();
    private final Swarm swarm;
    private final Mutant mutant;
    private final Trace trace;
    private final DiskFaults diskFaults;
    private final SimulatedDisk disk;
    private final RandomGenerator diskRandom;
    private final RandomGenerator engineRandom;
    private final RandomGenerator electionRandom;

    private Life life;
    private long lives;
    private RandomGenerator flipWanted;
    private final FlippedRecords flipped = new FlippedRecords();
    private final Set<ByteString> damagedKeys = new HashSet<>();
    private boolean damaged;
    private boolean logDamaged;
    private boolean forceFailureExpected;
    private final Set<InMemoryDisk.Fault> engineFailuresExpected = EnumSet.noneOf(InMemoryDisk.Fault.class);
    private String refusal;

    World(Seeds seeds, Mutant mutant, Trace trace) {
        this.swarm = Swarm.draw(seeds.of(Seeds.Purpose.SWARM));
        this.mutant = mutant;
        this.trace = trace;
        this.diskRandom = seeds.of(Seeds.Purpose.DISK);
        this.engineRandom = seeds.of(Seeds.Purpose.ENGINE);
        this.electionRandom = seeds.of(Seeds.Purpose.ELECTION);
        this.diskFaults = new DiskFaults(diskRandom);
        this.disk = new SimulatedDisk(diskFaults);
    }

    Timeline timeline() {
        return timeline;
    }

    History history() {
        return history;
    }

    Swarm swarm() {
        return swarm;
    }

    Mutant mutant() {
        return mutant;
    }

    SimulatedDisk disk() {
        return disk;
    }

    DiskFaults diskFaults() {
        return diskFaults;
    }

    InMemoryDisk engineDisk() {
        return engineDisk;
    }

    RandomGenerator electionRandom() {
        return electionRandom;
    }

    /** The process that is alive, or null. */
    Life life() {
        return life;
    }

    long lives() {
        return lives;
    }

    /** Why the member refuses to start, or null; only after a bit was flipped. */
    String refusal() {
        return refusal;
    }

    /** Whether a bit of anything was flipped, so that answers may be missing, though never wrong. */
    boolean damaged() {
        return damaged;
    }

    /** Whether a bit of that record was flipped at some time. */
    boolean isFlipped(Damaged met) {
        return flipped.contains(new RecordPosition(met.main(), met.sub()));
    }

    /** Keys whose newest record was damaged at some time. */
    Set<ByteString> damagedKeys() {
        return damagedKeys;
    }

    void trace(String format, Object... arguments) {
        trace.add(timeline.nowNanos(), format, arguments);
    }

    /** The member leads in that term: once in all its lives. */
    void leads(long term) {
        Violation.unless(termsLed.isEmpty() || term > termsLed.last(), "led in term %d after %s", term, termsLed);
        termsLed.add(term);
    }

    /** Runs work of a process; nothing happens when that process has ended. */
    void inLife(Life its, Life.Action action) {
        if (its != life) {
            return;
        }
        try {
            action.run();
        } catch (PowerLoss e) {
            losePower();
        } catch (EngineIoException e) {
            halt(engineFailuresExpected.removeIf(fault -> e.getMessage().endsWith(fault.name())), e);
        } catch (IOException e) {
            halt(forceFailureExpected, e);
        }
    }

    private void halt(boolean expected, Exception reason) {
        Violation.unless(expected, "halted without a reason: %s", reason);
        trace("halts: %s", reason.getMessage());
        kill();
    }

    /** The next force of the log fails, unless the process ends before. */
    void failNextForce() {
        forceFailureExpected = true;
        diskFaults.failNextForce();
    }

    /** The next such operation of the engine fails, in this life or a later one. */
    void failEngine(InMemoryDisk.Fault fault) {
        engineFailuresExpected.add(fault);
        engineDisk.failNext(fault);
    }

    void losePower() {
        trace("power loss");
        disk.losePower(diskRandom);
        engineDisk.crash(engineRandom);
        ended();
    }

    void kill() {
        engineDisk.crash(engineDisk.unsyncedCommits());
        ended();
    }

    void stopCleanly() {
        trace("stops");
        Life stopping = life;
        inLife(stopping, stopping::stop);
        if (life == stopping) {
            ended();
        }
    }

    /** All faults of the disks end; what is armed is disarmed. */
    void healDisks() {
        flipWanted = null;
        diskFaults.disarm();
        diskFaults.capacityBytes(Long.MAX_VALUE);
        diskFaults.forceNanos(100_000, 200_000);
        engineDisk.capacityBytes(Long.MAX_VALUE);
    }

    /**
     * Any record, or, mostly, one that is a key's newest, as soon as a flush has brought such a one to the engine: what
     * nobody asks for finds no mistake.
     */
    void flipRecordBit(RandomGenerator random) {
        var stored = new ArrayList<>(engineDisk.contents().records().keySet());
        stored.removeIf(flipped::contains);
        if (random.nextInt(4) == 0 && !stored.isEmpty()) {
            flip(stored.get(random.nextInt(stored.size())), random);
        } else {
            flipWanted = random;
        }
    }

    /** A flush has ended. */
    void flushed() {
        if (flipWanted == null) {
            return;
        }
        var stored = engineDisk.contents().records();
        // The oldest of them: a record that was put just now may be served from memory.
        history.model().newestChanges().stream()
                .filter(change -> stored.containsKey(positionOf(change)) && !flipped.contains(positionOf(change)))
                .min(Comparator.comparingLong(NaiveStore.Change::main))
                .ifPresent(change -> {
                    flip(positionOf(change), flipWanted);
                    flipWanted = null;
                    damagedKeys.add(change.key());
                });
    }

    /**
     * Mostly a bit of the value: with such a record the next life starts. One bit of a record, once: a second flip
     * could undo the first.
     */
    private void flip(RecordPosition position, RandomGenerator random) {
        byte[] stored = engineDisk.contents().records().get(position);
        int[] value = flipped.valueOf(stored);
        int bit = value[1] > 0 && random.nextInt(4) != 0
                ? value[0] * Byte.SIZE + random.nextInt(value[1] * Byte.SIZE)
                : random.nextInt(stored.length * Byte.SIZE);
        engineDisk.flipBit(position, bit);
        flipped.add(position, value, stored.length, bit);
        trace("flips bit %d of record %s", bit, position);
        damaged = true;
        history.damaged();
    }

    private static RecordPosition positionOf(NaiveStore.Change change) {
        return new RecordPosition(change.main(), change.sub());
    }

    void flipLogBit(RandomGenerator random) {
        if (disk.flipBit("member/wal", random)) {
            trace("flips a bit of the log");
            damaged = true;
            logDamaged = true;
        }
    }

    /** Starts the first or the next life. */
    void start() {
        if (life != null || refusal != null) {
            return;
        }
        diskFaults.disarm();
        forceFailureExpected = false;
        lives++;
        try {
            life = Life.start(this, lives);
            trace(
                    "life %d, log to %d, engine at %d",
                    lives,
                    life.turn().status().lastIndex(),
                    life.store().applied().index());
        } catch (PowerLoss e) {
            losePower();
        } catch (WalCorruptException e) {
            Violation.unless(logDamaged, "the log is refused though nothing damaged it: %s", e.getMessage());
            refuse(e);
        } catch (DamagedRecordException e) {
            Violation.unless(
                    flipped.isKeyDamaged(new RecordPosition(e.main(), e.sub())),
                    "a record is refused though its key is whole: %s",
                    e.getMessage());
            refuse(e);
        } catch (IOException | EngineException e) {
            throw new Violation("cannot start: %s", e);
        }
    }

    private void refuse(Exception reason) {
        refusal = reason.getMessage();
        trace("refuses to start: %s", refusal);
    }

    private void ended() {
        Life gone = life;
        life = null;
        if (gone != null) {
            gone.end();
        }
        disk.takeElapsedNanos();
        timeline.after(1_000_000 + diskRandom.nextLong(RESTART_NANOS_MAX), this::start);
    }
}
