package io.quoin.simulator;

import io.quoin.statemachine.AppliedState;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One run of one seed: callers, faults, restarts; then all faults end, everything must settle, a last clean restart
 * must come back to exactly what was there.
 */
public final class Simulation {
    private static final long EVENTS_MAX = 2_000_000;

    private final World world;
    private final Workload workload;
    private final List<Caller> callers = new ArrayList<>();
    private final FaultPlan faults;
    private final Trace trace;

    private Simulation(long seed, Mutant mutant, boolean printing) {
        Seeds seeds = new Seeds(seed);
        this.trace = new Trace(printing);
        this.world = new World(seeds, mutant, trace);
        this.workload = new Workload(world, seeds.of(Seeds.Purpose.WORKLOAD), seeds.of(Seeds.Purpose.READS));
        this.faults = new FaultPlan(world, seeds.of(Seeds.Purpose.FAULTS));
        RandomGenerator pauses = seeds.of(Seeds.Purpose.PAUSES);
        for (int i = 0; i < world.swarm().clients(); i++) {
            callers.add(new Caller(
                    world,
                    workload,
                    new SplittableRandom(pauses.nextLong()),
                    world.swarm().operationsEach()));
        }
    }

    /** Runs a seed to its end. Never throws: what went wrong is in the report. */
    public static Report run(long seed, Mutant mutant, boolean printing) {
        Simulation simulation = new Simulation(seed, mutant, printing);
        Throwable failure = null;
        try {
            simulation.run();
        } catch (Throwable t) {
            failure = t;
        }
        return simulation.report(seed, failure);
    }

    private void run() {
        world.start();
        callers.forEach(Caller::start);
        faults.start();
        while (!isDone()) {
            next();
        }
        settle();
    }

    private boolean isDone() {
        return faults.isDone() && callers.stream().allMatch(Caller::isDone);
    }

    private void next() {
        Violation.unless(world.timeline().taken() < EVENTS_MAX, "does not come to rest in %d events", EVENTS_MAX);
        Violation.unless(world.timeline().runNext(), "nothing is planned, but callers wait");
    }

    /** Without faults, the member serves; after a clean stop and a start it serves the same. */
    private void settle() {
        world.healDisks();
        awaitServing();
        AppliedState before = stateOrNull();
        if (before == null) {
            return;
        }
        workload.compareEverything(world, world.life());
        world.stopCleanly();
        awaitServing();
        AppliedState after = stateOrNull();
        if (after == null) {
            return;
        }
        Violation.unless(
                after.revision() == before.revision(),
                "revision %d, before the restart %d",
                after.revision(),
                before.revision());
        Violation.unless(after.setHash() == before.setHash(), "another state after the restart");
        workload.compareEverything(world, world.life());
    }

    private AppliedState stateOrNull() {
        return world.refusal() == null ? world.life().store().state() : null;
    }

    private void awaitServing() {
        while (world.refusal() == null && (world.life() == null || !world.life().serves())) {
            next();
        }
    }

    private Report report(long seed, Throwable failure) {
        int acknowledged = callers.stream().mapToInt(Caller::acknowledged).sum();
        int unknown = callers.stream().mapToInt(Caller::unknownOutcomes).sum();
        int refused = callers.stream().mapToInt(Caller::refused).sum();
        return new Report(
                seed,
                failure,
                trace.digest(),
                trace.lastLines(),
                world.timeline().nowNanos(),
                world.timeline().taken(),
                world.lives(),
                acknowledged,
                unknown,
                refused,
                world.refusal());
    }
}
