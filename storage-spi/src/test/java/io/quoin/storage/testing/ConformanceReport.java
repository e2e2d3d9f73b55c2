package io.quoin.storage.testing;

import static java.util.Comparator.comparingInt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** Counts the tests of the kit by contract point and writes {@code target/conformance-<engine>.txt}, also to stdout. */
final class ConformanceReport implements AfterEachCallback, AfterAllCallback {
    private static final class Tally {
        private int passed;
        private final List<String> failed = new ArrayList<>();
        private final List<String> skipped = new ArrayList<>();
    }

    private final Map<ContractPoint, Tally> tallies =
            new TreeMap<>(comparingInt(point -> point.value() == 0 ? Integer.MAX_VALUE : point.value()));
    private String engine = "unknown";

    @Override
    public void afterEach(ExtensionContext context) {
        var method = context.getRequiredTestMethod();
        var point = method.getDeclaringClass().getAnnotation(ContractPoint.class);
        if (point == null) {
            return; // a test of the engine's own
        }
        engine =
                ((EngineUnderTest) context.getRequiredTestInstance()).provider().name();
        var tally = tallies.computeIfAbsent(point, _ -> new Tally());
        switch (context.getExecutionException().orElse(null)) {
            case null -> tally.passed++;
            case TestAbortedException aborted -> tally.skipped.add(method.getName() + ": " + aborted.getMessage());
            case Throwable failure -> tally.failed.add(method.getName() + ": " + failure);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        var report = new StringBuilder("Conformance of the storage engine '" + engine + "'\n");
        tallies.forEach((point, tally) -> {
            report.append("%-9s %-26s %2d passed, %d failed, %d skipped%n"
                    .formatted(
                            point.value() == 0 ? "beside" : "point " + point.value(),
                            point.title(),
                            tally.passed,
                            tally.failed.size(),
                            tally.skipped.size()));
            tally.failed.forEach(
                    line -> report.append("  FAILED  ").append(line).append('\n'));
            tally.skipped.forEach(
                    line -> report.append("  skipped ").append(line).append('\n'));
        });
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "conformance-" + engine + ".txt"), report);
        System.out.print(report);
    }
}
