package io.quoin.statemachine.record;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Records of a 16-byte key and a 256-byte value. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordCodecBenchmark {
    private final byte[] key = new byte[16];
    private final ByteBuffer value = ByteBuffer.allocate(256);
    private final byte[] record = RecordCodec.encode(key, 1_000_000, 1_000_007, 8, value, 0);

    @Benchmark
    public byte[] encode() {
        return RecordCodec.encode(key, 1_000_000, 1_000_007, 8, value, 0);
    }

    @Benchmark
    public RecordFields parse() {
        return RecordCodec.parse(record);
    }
}
