package io.quoin.storage.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Point 3: a compaction is durable before anything of it is deleted. */
@ContractPoint(value = 3, title = "schedule before delete")
public interface ScheduleBeforeDelete extends EngineUnderTest {
    @Test
    default void aDeleteAboveTheDurableCompactedRevisionIsRefusedAndTheBatchGoesOn() {
        try (var engine = open()) {
            EngineUnderTest.commitRange(engine, 1, 10, 10);
            EngineUnderTest.commit(engine, EngineUnderTest.compactedAt(10, 4), _ -> {});
            engine.sync();
            EngineUnderTest.commit(engine, EngineUnderTest.compactedAt(11, 4), batch -> {
                assertThrows(IllegalArgumentException.class, () -> batch.deleteRecord(5, 0));
                batch.deleteRecord(4, 0);
                batch.putRecord(11, 0, EngineUnderTest.segment((byte) 11));
            });
            var records =
                    EngineUnderTest.contents(engine, EngineUnderTest.at(11)).records();
            assertEquals(10, records.size());
            assertArrayEquals(new byte[] {11}, records.get(new RecordPosition(11, 0)));
        }
    }

    @Test
    default void afterACrashOnlyCompactedRecordsMayBeMissing() {
        var random = new SplittableRandom(5);
        var engine = open();
        EngineUnderTest.commitRange(engine, 1, 100, 50);
        EngineUnderTest.compactAndDelete(engine, 1, 60, 100);
        try (var reopened = provider().open(crash(directory(), engine, random), OPTIONS)) {
            assertTrue(reopened.recovered().compactedRevision() == 60, "the compaction was durable before the deletes");
            var above = EngineUnderTest.contents(reopened, reopened.recovered())
                    .records()
                    .tailMap(new RecordPosition(61, 0));
            assertEquals(40, above.size());
        }
    }
}
