package io.quoin.simulator;

import io.quoin.storage.testing.InMemoryDisk;
import java.util.List;
import java.util.random.RandomGenerator;

/** When which fault happens, drawn from the seed: one after the other, with pauses in which the member may recover. */
final class FaultPlan {
    private static final long MILLI = 1_000_000;
    /** Longest pause between two faults. */
    static final long PAUSE_NANOS_MAX = 300 * MILLI;

    private static final int OPERATIONS_MAX = 40;

    private final World world;
    private final RandomGenerator random;
    private int left;

    FaultPlan(World world, RandomGenerator random) {
        this.world = world;
        this.random = random;
        this.left = world.swarm().faultCount();
    }

    void start() {
        planNext();
    }

    boolean isDone() {
        return left == 0;
    }

    private void planNext() {
        world.timeline().after(5 * MILLI + random.nextLong(PAUSE_NANOS_MAX), this::happen);
    }

    private void happen() {
        if (world.refusal() != null) {
            left = 0;
            return;
        }
        if (world.life() != null) {
            List<FaultKind> kinds = world.swarm().faults();
            happen(kinds.get(random.nextInt(kinds.size())));
            left--;
        }
        if (left > 0) {
            planNext();
        }
    }

    private void happen(FaultKind kind) {
        world.trace("fault: %s", kind);
        switch (kind) {
            case POWER_LOSS -> world.losePower();
            case POWER_LOSS_IN_OPERATION -> world.diskFaults().losePowerIn(random.nextInt(OPERATIONS_MAX));
            case KILL -> world.kill();
            case CLEAN_RESTART -> world.stopCleanly();
            case FORCE_FAILS -> world.failNextForce();
            case SLOW_FORCES -> {
                world.diskFaults().forceNanos(5 * MILLI, 80 * MILLI);
                later(2_000, () -> world.diskFaults().forceNanos(MILLI / 10, MILLI / 5));
            }
            case HUNG_FORCE -> {
                world.diskFaults().forceNanos(8_000 * MILLI, 9_000 * MILLI);
                later(1, () -> world.diskFaults().forceNanos(MILLI / 10, MILLI / 5));
            }
            case DISK_FULL -> {
                // Another file may have taken all that there is, or just what was free.
                boolean exactly = random.nextBoolean();
                world.diskFaults().capacityBytes(exactly ? world.disk().usedBytes() + random.nextInt(16 << 10) : 0);
                later(1_000, () -> world.diskFaults().capacityBytes(Long.MAX_VALUE));
            }
            case ENGINE_FULL -> {
                world.engineDisk().capacityBytes(0);
                later(1_000, () -> world.engineDisk().capacityBytes(Long.MAX_VALUE));
            }
            case ENGINE_COMMIT_FAILS ->
                world.failEngine(
                        random.nextBoolean() ? InMemoryDisk.Fault.COMMIT_LOST : InMemoryDisk.Fault.COMMIT_KEPT);
            case ENGINE_SYNC_FAILS -> world.failEngine(InMemoryDisk.Fault.SYNC);
            case RECORD_BIT_FLIP -> world.flipRecordBit(random);
            case LOG_BIT_FLIP -> {
                world.flipLogBit(random);
                world.losePower();
            }
        }
    }

    private void later(long millisMax, Runnable healing) {
        world.timeline().after(1 + random.nextLong(millisMax * MILLI), healing);
    }
}
