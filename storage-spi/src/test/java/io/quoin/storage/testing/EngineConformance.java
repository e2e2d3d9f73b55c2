package io.quoin.storage.testing;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The conformance kit: an engine's test extends this class and says what the abstract methods of {@link
 * EngineUnderTest} ask. One interface per point of the contract holds the tests; {@link ConformanceReport} sums them
 * up.
 */
@ExtendWith(ConformanceReport.class)
public abstract class EngineConformance
        implements PrefixConsistency,
                IdempotentReplay,
                ScheduleBeforeDelete,
                NoLossViews,
                OrderAndVisibility,
                HonestFigures,
                ThreadRules,
                BackupExchange,
                ReadingAtRest {
    @TempDir
    private Path directory;

    @Override
    public final Path directory() {
        return directory.resolve("engine");
    }
}
