package io.quoin.statemachine.index;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Puts on a key with a long history beside puts on a fresh one: goal, at most 1.1 times as long. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KeyHistoryBenchmark {
    private static final int PUTS = 1_000;

    /** Versions that the key has before the puts that are measured. */
    @Param({"1", "1000000"})
    public int versions;

    private KeyHistory history;

    /** Makes the history. */
    @Setup
    public void grow() {
        history = KeyHistory.created(2, 0);
        for (int i = 1; i < versions; i++) {
            history = history.put(i + 2L, 0);
        }
    }

    @Benchmark
    @OperationsPerInvocation(PUTS)
    public KeyHistory put() {
        KeyHistory longer = history;
        for (int i = 0; i < PUTS; i++) {
            longer = longer.put(longer.modMain() + 1, 0);
        }
        return longer;
    }

    /** What a reader sees in the middle of the history. */
    @Benchmark
    public Version at() {
        return history.at(versions / 2 + 2L);
    }
}
