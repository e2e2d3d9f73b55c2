package io.quoin.storage.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.storage.StorageEngineProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs a {@link Workload} in a process of its own, kills that at random moments and checks what it left. A kill is
 * not a power cut: the page cache survives; what a power cut may take is the business of {@link EngineUnderTest#crash}.
 */
final class KilledProcess {
    private static final long SEED = 11;

    private KilledProcess() {}

    /** Kills as often as said; the history goes on over all rounds. */
    static void check(StorageEngineProvider provider, Path directory, int kills)
            throws IOException, InterruptedException {
        var random = new SplittableRandom(SEED);
        for (var round = 1; round <= kills; round++) {
            var reported = runAndKill(provider.name(), directory, 1 + random.nextInt(250), random.nextInt(3_000_000));
            try (var engine = provider.open(directory, EngineUnderTest.OPTIONS)) {
                var recovered = engine.recovered();
                assertTrue(
                        recovered.appliedIndex() >= reported,
                        "round " + round + ": " + reported + " was durable, found " + recovered);
                var model = new Workload(SEED).after(recovered.appliedIndex());
                assertEquals(model, EngineUnderTest.contents(engine, recovered), "round " + round);
                for (var replayed = 0; replayed < 5; replayed++) {
                    var step = new Workload(SEED).next(model);
                    step.applyTo(engine);
                    step.applyTo(model);
                }
                assertEquals(
                        model, EngineUnderTest.contents(engine, model.checkpoint()), "round " + round + ", replayed");
            }
        }
    }

    /** The highest index that the process said was durable before it died. */
    private static long runAndKill(String engine, Path directory, int linesBefore, int pauseNanos)
            throws IOException, InterruptedException {
        var process = new ProcessBuilder(command(engine, directory))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var durable = -1L;
        try (var lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (var line = 0; line < linesBefore; line++) {
                durable = Long.parseLong(lines.readLine());
            }
            LockSupport.parkNanos(pauseNanos); // so that it dies anywhere in a commit, not after one
            process.toHandle().destroyForcibly(); // unlike the process' own method it leaves the stream to be read
            for (var line = lines.readLine(); line != null && line.matches("[0-9]+"); line = lines.readLine()) {
                durable = Math.max(durable, Long.parseLong(line));
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return durable;
    }

    private static List<String> command(String engine, Path directory) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledProcess.class.getName(),
                engine,
                directory.toString());
    }

    /** The victim: goes on with the history until killed and says after each commit what is durable. */
    public static void main(String[] arguments) {
        var workload = new Workload(SEED);
        var engine = StorageEngineProvider.named(arguments[0]).open(Path.of(arguments[1]), EngineUnderTest.OPTIONS);
        var model = workload.after(engine.recovered().appliedIndex());
        while (true) {
            var step = workload.next(model);
            step.applyTo(engine);
            step.applyTo(model);
            if (model.checkpoint().appliedIndex() % 30 == 0) {
                engine.defragment();
            }
            System.out.println(engine.durable().appliedIndex());
        }
    }
}
