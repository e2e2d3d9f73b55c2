package io.quoin.storage.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Point 2: doing again what was done changes nothing. */
@ContractPoint(value = 2, title = "replay is idempotent")
public interface IdempotentReplay extends EngineUnderTest {
    @Test
    default void recordsArePutAgainWithEqualBytesBelowAndAboveOthers() {
        try (var engine = open()) {
            EngineUnderTest.commitRange(engine, 1, 50, 300);
            EngineUnderTest.commit(engine, EngineUnderTest.at(51), batch -> {
                for (var revision = 20; revision <= 51; revision++) {
                    batch.putRecord(revision, 0, EngineUnderTest.filled(revision, 300));
                }
            });

            var records =
                    EngineUnderTest.contents(engine, EngineUnderTest.at(51)).records();
            assertEquals(51, records.size());
            records.forEach((position, record) -> assertArrayEquals(
                    EngineUnderTest.filled(position.main(), 300).toArray(ValueLayout.JAVA_BYTE), record));
        }
    }

    @Test
    default void missingRecordsAndEntriesAreDeletedAgain() {
        try (var engine = open()) {
            EngineUnderTest.commitRange(engine, 1, 10, 10);
            EngineUnderTest.compactAndDelete(engine, 1, 5, 10);
            EngineUnderTest.compactAndDelete(engine, 1, 6, 10);
            assertEquals(
                    4,
                    EngineUnderTest.contents(engine, EngineUnderTest.at(10))
                            .records()
                            .size());
        }
    }

    @Test
    default void aHistoryReplayedOverACrashEndsInTheSameContents() {
        var random = new SplittableRandom(4);
        var workload = new Workload(4);
        var engine = open();
        var model = new Contents();
        for (var steps = 0; steps < 40; steps++) {
            var step = workload.next(model);
            step.applyTo(engine);
            step.applyTo(model);
        }
        try (var reopened = provider().open(crash(directory(), engine, random), OPTIONS)) {
            var replayed = workload.after(reopened.recovered().appliedIndex());
            while (replayed.checkpoint().appliedIndex() < 40) {
                var step = workload.next(replayed);
                step.applyTo(reopened);
                step.applyTo(replayed);
            }
            assertEquals(model, EngineUnderTest.contents(reopened, model.checkpoint()));
        }
    }
}
