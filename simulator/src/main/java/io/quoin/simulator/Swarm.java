package io.quoin.simulator;

import io.quoin.statemachine.StoreOptions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What a seed chooses for its run: sizes, speeds and which faults happen at all. Runs that differ in kind find more
 * than runs that all do everything (swarm testing).
 *
 * @param clients callers at once
 * @param operationsEach commands of each caller, at least 200 in all
 * @param thinkNanosMax longest pause of a caller between two commands
 * @param separateWalThread whether the log is written beside the node's turns, as with peers
 * @param segmentBytes size of a log segment
 * @param flushIntervalNanos time between two commits of the engine
 * @param storeOptions small bounds, so that little work reaches them
 * @param faults the kinds of faults that happen, in the order in which they are drawn
 * @param faultCount how many faults happen, at least 5
 * @param reserveBytes what is kept on the log's disk for when it is full; 0 for none
 */
record Swarm(
        int clients,
        int operationsEach,
        long thinkNanosMax,
        boolean separateWalThread,
        int segmentBytes,
        long flushIntervalNanos,
        StoreOptions storeOptions,
        List<FaultKind> faults,
        int faultCount,
        int reserveBytes) {
    private static final int OPERATIONS_MIN = 200;
    private static final long MILLI = 1_000_000L;

    static Swarm draw(RandomGenerator random) {
        int clients = 1 + random.nextInt(12);
        int operationsEach = OPERATIONS_MIN / clients + 1 + random.nextInt(20);
        int faultCount = 5 + random.nextInt(6);
        return new Swarm(
                clients,
                operationsEach,
                2 * faultCount * FaultPlan.PAUSE_NANOS_MAX / operationsEach,
                random.nextInt(3) == 0,
                (16 << random.nextInt(5)) * 1024,
                (5 + random.nextInt(200)) * MILLI,
                new StoreOptions(1 + random.nextInt(20), 1 + random.nextInt(40)),
                drawFaults(random),
                faultCount,
                random.nextInt(4) * (64 << 10));
    }

    private static List<FaultKind> drawFaults(RandomGenerator random) {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        for (FaultKind kind : FaultKind.values()) {
            boolean damages = kind == FaultKind.LOG_BIT_FLIP || kind == FaultKind.RECORD_BIT_FLIP;
            if (random.nextInt(damages ? 8 : 2) == 0) {
                kinds.add(kind);
            }
        }
        if (kinds.stream().noneMatch(FaultKind::restarts)) {
            kinds.add(FaultKind.POWER_LOSS);
        }
        return new ArrayList<>(kinds);
    }
}
