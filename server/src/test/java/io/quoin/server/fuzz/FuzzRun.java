package io.quoin.server.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Feeds random inputs, each from a seed of its own. A failure prints the properties {@code fuzz.seed} and
 * {@code fuzz.inputs} that bring that input again. {@code -Dfuzz.inputs=5000000} is the long form: it also measures
 * memory, and fails if that grows with the inputs.
 */
public final class FuzzRun {
    private static final long SEED = Long.getLong("fuzz.seed", 20_260_101L);
    private static final int INPUTS_LONG = 500_000;
    private static final int SAMPLES = 40;

    /** A quarter of them come while classes are loaded and code is compiled. */
    private static final int SAMPLES_EARLY = SAMPLES / 4;

    /** More than a collector leaves lying about, and far less than anything kept per input would come to. */
    private static final double GROWTH_BYTES_MAX = 4 << 20;

    private final String name;
    private final int inputs;
    private final List<Sample> samples = new ArrayList<>();
    private final long startNanos = System.nanoTime();

    private FuzzRun(String name, int inputs) {
        this.name = name;
        this.inputs = inputs;
    }

    private record Sample(double input, double bytes) {}

    /** One input; throws when it finds something. */
    @FunctionalInterface
    public interface Input {
        void feed(SplittableRandom random) throws Exception;
    }

    /**
     * Feeds inputs.
     *
     * @param usual how many, unless {@code fuzz.inputs} says so
     * @param group how many share a state, one group after the other
     */
    public static void run(String name, int usual, int group, Input input) {
        new FuzzRun(name, Integer.getInteger("fuzz.inputs", usual)).feedAll(group, input);
    }

    /** Whether this is the long form. */
    public static boolean isLong() {
        return Integer.getInteger("fuzz.inputs", 0) >= INPUTS_LONG;
    }

    private void feedAll(int group, Input input) {
        boolean isLong = isLong();
        for (int i = 0; i < inputs; i++) {
            long seed = SEED + i;
            try {
                input.feed(new SplittableRandom(seed));
            } catch (Exception | Error e) {
                int again = i % group;
                throw new AssertionError(name + ": -Dfuzz.seed=" + (seed - again) + " -Dfuzz.inputs=" + (again + 1), e);
            }
            if (isLong && (i + 1) % (inputs / SAMPLES) == 0) {
                samples.add(new Sample(i + 1.0, usedBytes()));
            }
        }
        if (isLong) {
            judge();
        }
    }

    private static double usedBytes() {
        for (int i = 0; i < 2; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory()
                - runtime.freeMemory()
                + PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    private void judge() {
        List<Sample> late = samples.subList(SAMPLES_EARLY, samples.size());
        double growthBytes = slope(late) * inputs;
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        String figures = String.format(
                Locale.ROOT,
                "%s: %d inputs in %.0f s, memory %.1f MiB at %.0f and %.1f MiB at %.0f, slope %.4f B per input"
                        + " (%.0f KiB over all)",
                name,
                inputs,
                seconds,
                late.getFirst().bytes() / (1 << 20),
                late.getFirst().input(),
                late.getLast().bytes() / (1 << 20),
                late.getLast().input(),
                growthBytes / inputs,
                growthBytes / 1024);
        System.out.println(figures);
        assertTrue(growthBytes < GROWTH_BYTES_MAX, figures);
    }

    /** Of the straight line through the samples, by least squares. */
    private static double slope(List<Sample> samples) {
        double meanInput = samples.stream().mapToDouble(Sample::input).average().orElseThrow();
        double meanBytes = samples.stream().mapToDouble(Sample::bytes).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (Sample sample : samples) {
            above += (sample.input() - meanInput) * (sample.bytes() - meanBytes);
            below += (sample.input() - meanInput) * (sample.input() - meanInput);
        }
        return above / below;
    }
}
