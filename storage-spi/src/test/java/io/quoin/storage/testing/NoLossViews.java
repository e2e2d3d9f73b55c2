package io.quoin.storage.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.storage.EngineBusyException;
import io.quoin.storage.View;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Point 4: what was there when a view opened stays readable through it. */
@ContractPoint(value = 4, title = "views lose nothing")
public interface NoLossViews extends EngineUnderTest {
    @Test
    default void aViewOutlivesCompactionMaintenanceDefragmentationAndNewRecords() {
        try (var engine = open()) {
            EngineUnderTest.commitRange(engine, 1, 400, 500);
            try (var view = engine.view()) {
                EngineUnderTest.compactAndDelete(engine, 1, 400, 400);
                engine.maintain(1_000_000);
                engine.defragment();
                EngineUnderTest.commit(engine, EngineUnderTest.compactedAt(800, 400), batch -> {
                    for (var revision = 401; revision <= 800; revision++) {
                        batch.putRecord(revision, 0, EngineUnderTest.filled(revision + 1, 500));
                    }
                });
                engine.defragment();

                var old = EngineUnderTest.contents(view, EngineUnderTest.at(400))
                        .records()
                        .headMap(new RecordPosition(401, 0));
                assertEquals(400, old.size());
                old.forEach((position, record) -> assertEquals((byte) position.main(), record[499]));
                assertNotNull(EngineUnderTest.read(view, 200, 0));
            }
            assertEquals(
                    400,
                    EngineUnderTest.contents(engine, EngineUnderTest.at(800))
                            .records()
                            .size());
        }
    }

    @Test
    default void eachViewKeepsWhatWasThereWhenItOpened() {
        try (var engine = open()) {
            var views = new ArrayList<View>();
            EngineUnderTest.commitRange(engine, 1, 100, 20);
            for (var round = 0; round < 10; round++) {
                views.add(engine.view());
                EngineUnderTest.compactAndDelete(engine, round * 10 + 1, round * 10 + 10, 100);
            }
            for (var round = 0; round < 10; round++) {
                var oldest = round * 10 + 1;
                var seen = EngineUnderTest.contents(views.get(round), EngineUnderTest.at(100))
                        .records();
                assertTrue(seen.tailMap(new RecordPosition(oldest, 0)).size() == 100 - round * 10, "view " + round);
                views.get(round).close();
            }
        }
    }

    @Test
    default void viewsAreBoundedAndCountedAndTheirAgeIsKnown() {
        try (var engine = provider().open(directory(), OPTIONS.withViewsMax(3))) {
            var views = new ArrayList<View>();
            for (var open = 0; open < 3; open++) {
                views.add(engine.view());
            }
            assertThrows(EngineBusyException.class, engine::view);
            assertEquals(3, engine.stats().openViews());
            assertTrue(engine.stats().oldestViewAgeNanos() > 0);

            views.removeFirst().close();
            engine.view().close();
            views.forEach(View::close);
            assertEquals(0, engine.stats().openViews());
            assertEquals(0, engine.stats().oldestViewAgeNanos());
        }
    }

    @Test
    default void closeRefusesWhileAViewIsOpenAndTheEngineGoesOn() {
        var engine = open();
        EngineUnderTest.commitRange(engine, 1, 5, 10);
        var leaked = engine.view();
        var refused = assertThrows(IllegalStateException.class, engine::close);
        assertTrue(refused.getMessage().contains("1 views"), refused.getMessage());
        assertEquals(10, EngineUnderTest.read(leaked, 3, 0).length);
        EngineUnderTest.commitRange(engine, 6, 7, 10);
        leaked.close();
        leaked.close();
        engine.close();
        assertThrows(IllegalStateException.class, () -> leaked.get(1, 0, (_, _, _) -> true));
    }

    @Test
    default void closeWaitsForAViewThatIsAboutToClose() throws InterruptedException {
        var engine = provider().open(directory(), OPTIONS.withCloseWaitMillis(60_000));
        EngineUnderTest.commitRange(engine, 1, 5, 10);
        var view = engine.view();
        var read = new byte[1][];
        var reader = Thread.ofVirtual().start(() -> {
            read[0] = EngineUnderTest.read(view, 5, 0);
            view.close();
        });
        engine.close();
        reader.join();
        assertArrayEquals(new byte[] {5, 5, 5, 5, 5, 5, 5, 5, 5, 5}, read[0]);
        assertThrows(IllegalStateException.class, engine::view);
    }
}
