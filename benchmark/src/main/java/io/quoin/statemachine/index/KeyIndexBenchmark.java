package io.quoin.statemachine.index;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The index with a million keys: look-up, change and count. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KeyIndexBenchmark {
    private static final int KEYS = 1_000_000;

    /** About what one turn of a loaded node changes before it publishes. */
    private static final int PUTS_PER_PUBLISH = 100;

    private KeyIndexWriter writer;
    private KeyIndex index;
    private long revision;

    /** Fills the index. */
    @Setup
    public void fill() {
        var load = new IndexLoad(0);
        for (int i = 0; i < KEYS; i++) {
            byte[] key = key(i);
            load.set(load.place(key, 0, key.length), KeyHistory.created(i + 2L, 0));
        }
        writer = load.finish();
        index = writer.publish();
        revision = KEYS + 2L;
    }

    private static byte[] key(int number) {
        return "%016d".formatted(number).getBytes(StandardCharsets.US_ASCII);
    }

    /** The same bytes as {@link #key}, without what formatting costs. */
    private static byte[] randomKey() {
        byte[] key = new byte[16];
        int rest = ThreadLocalRandom.current().nextInt(KEYS);
        for (int i = key.length - 1; i >= 0; i--) {
            key[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return key;
    }

    /** What the random key of the others costs. */
    @Benchmark
    public byte[] keyAlone() {
        return randomKey();
    }

    @Benchmark
    public KeyHistory get() {
        return index.get(randomKey());
    }

    /** One of the puts of a turn, its share of the publish included. The histories stay short. */
    @Benchmark
    @OperationsPerInvocation(PUTS_PER_PUBLISH)
    public KeyIndex put() {
        for (int i = 0; i < PUTS_PER_PUBLISH; i++) {
            writer.put(randomKey(), KeyHistory.created(revision++, 0));
        }
        return writer.publish();
    }

    @Benchmark
    public long countRange() {
        byte[] one = randomKey();
        byte[] other = randomKey();
        return index.liveCount(one, other);
    }
}
