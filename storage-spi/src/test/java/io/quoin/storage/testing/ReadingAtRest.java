package io.quoin.storage.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineBusyException;
import io.quoin.storage.Table;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Point 8: a closed engine can be read as it lies. */
@ContractPoint(value = 8, title = "reading at rest")
public interface ReadingAtRest extends EngineUnderTest {
    @Test
    default void whatIsReadAtRestIsWhatWasCommitted() {
        Contents expected;
        try (var engine = open()) {
            EngineUnderTest.commitRange(engine, 1, 400, 500);
            EngineUnderTest.commit(
                    engine,
                    EngineUnderTest.at(400),
                    batch -> batch.putEntry(Table.ALARM, new byte[] {1, 2}, new byte[] {3}));
            expected = EngineUnderTest.contents(engine, EngineUnderTest.at(400));
        }
        for (var again = 0; again < 2; again++) {
            try (var contents = provider().read(directory())) {
                assertEquals(EngineUnderTest.at(400), contents.checkpoint());
                assertEquals(expected, EngineUnderTest.contents(contents, contents.checkpoint()));
                assertEquals(400, contents.stats().records());
                assertArrayEquals(
                        EngineUnderTest.filled(7, 500).toArray(ValueLayout.JAVA_BYTE),
                        EngineUnderTest.read(contents, 7, 0));
                assertFalse(contents.get(401, 0, (_, _, _) -> true));
            }
        }
        try (var engine = open()) {
            assertEquals(expected, EngineUnderTest.contents(engine, engine.recovered()));
        }
    }

    @Test
    default void afterACrashItReadsWhatOpeningWouldFind() {
        var engine = open();
        EngineUnderTest.commitRange(engine, 1, 20, 50);
        EngineUnderTest.commitRange(engine, 21, 40, 50);
        var crashed = crash(directory(), engine, new SplittableRandom(5));
        Contents atRest;
        try (var contents = provider().read(crashed)) {
            atRest = EngineUnderTest.contents(contents, contents.checkpoint());
        }
        try (var opened = provider().open(crashed, OPTIONS)) {
            assertEquals(EngineUnderTest.contents(opened, opened.recovered()), atRest);
        }
    }

    @Test
    default void aFreshEngineIsReadAsEmptyAndAnOpenOneIsRefused() {
        try (var _ = open()) {
            assertThrows(EngineBusyException.class, () -> provider().read(directory()));
        }
        try (var contents = provider().read(directory())) {
            assertEquals(Checkpoint.NONE, contents.checkpoint());
            assertEquals(0, contents.stats().records());
        }
        open().close();
    }
}
