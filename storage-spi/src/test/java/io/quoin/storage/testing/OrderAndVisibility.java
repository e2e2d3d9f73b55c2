package io.quoin.storage.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.storage.Table;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Point 5: scans ascend, and only what was committed is seen. */
@ContractPoint(value = 5, title = "order and visibility")
public interface OrderAndVisibility extends EngineUnderTest {
    @Test
    default void scansOfAnyRangeAscendAndAgreeWithGet() {
        var random = new SplittableRandom(6);
        var workload = new Workload(6);
        var model = new Contents();
        try (var engine = open()) {
            for (var steps = 0; steps < 150; steps++) {
                var step = workload.next(model);
                step.applyTo(engine);
                step.applyTo(model);
            }
            try (var view = engine.view()) {
                model.records()
                        .forEach((position, record) ->
                                assertArrayEquals(record, EngineUnderTest.read(view, position.main(), position.sub())));
                for (var range = 0; range < 300; range++) {
                    var from = new RecordPosition(
                            1 + random.nextLong(model.checkpoint().revision()), random.nextInt(12));
                    var to = new RecordPosition(from.main() + random.nextLong(20), 0);
                    var seen = new ArrayList<RecordPosition>();
                    view.scan(
                            from.main(),
                            from.sub(),
                            to.main(),
                            (main, sub, _) -> seen.add(new RecordPosition(main, sub)));
                    var expected = from.compareTo(to) < 0
                            ? new ArrayList<>(model.records().subMap(from, to).keySet())
                            : new ArrayList<RecordPosition>();
                    assertEquals(expected, seen, from + " to " + to);
                }
            }
        }
    }

    /** Mostly onwards from the last one, as a range is read, over positions that are there and that are not. */
    @Test
    default void lookUpsOneAfterTheOtherFindWhatIsThereAndNothingElse() {
        var random = new SplittableRandom(7);
        var workload = new Workload(7);
        var model = new Contents();
        try (var engine = open()) {
            for (var views = 0; views < 100; views++) {
                var step = workload.next(model);
                step.applyTo(engine);
                step.applyTo(model);
                try (var view = engine.view()) {
                    var main = 1L;
                    var sub = 0;
                    for (var looks = 0; looks < 200; looks++) {
                        assertArrayEquals(
                                model.records().get(new RecordPosition(main, sub)),
                                EngineUnderTest.read(view, main, sub),
                                main + "/" + sub);
                        var onwards = random.nextInt(10);
                        if (onwards < 6) {
                            sub++;
                        } else {
                            var newest = model.checkpoint().revision();
                            main = onwards < 9 ? main + 1 : 1 + random.nextLong(1 + newest);
                            sub = onwards < 8 ? 0 : random.nextInt(12);
                        }
                    }
                }
            }
        }
    }

    @Test
    default void aScanStopsWhenTheSinkSaysSo() {
        try (var engine = open()) {
            EngineUnderTest.commitRange(engine, 1, 20, 10);
            var seen = new ArrayList<Long>();
            try (var view = engine.view()) {
                view.scan(5, 0, 21, (main, _, _) -> {
                    seen.add(main);
                    return main < 8;
                });
                assertThrows(
                        IllegalStateException.class,
                        () -> view.scan(1, 0, 21, (_, _, _) -> {
                            throw new IllegalStateException("from the sink");
                        }));
                assertEquals(10, EngineUnderTest.read(view, 1, 0).length);
            }
            assertEquals(List.of(5L, 6L, 7L, 8L), seen);
        }
    }

    @Test
    default void nothingOfAnOpenBatchIsSeen() {
        try (var engine = open()) {
            EngineUnderTest.commitRange(engine, 1, 3, 10);
            try (var batch = engine.begin();
                    var view = engine.view()) {
                batch.putRecord(4, 0, EngineUnderTest.segment((byte) 4));
                batch.putEntry(Table.META, new byte[] {1}, new byte[] {1});
                assertNull(EngineUnderTest.read(view, 4, 0));
                assertEquals(
                        3,
                        EngineUnderTest.contents(view, EngineUnderTest.at(3))
                                .records()
                                .size());
                batch.commit(EngineUnderTest.at(4));
            }
            assertArrayEquals(new byte[] {4}, EngineUnderTest.read(engine, 4, 0));
        }
    }

    @Test
    default void recordsOfAllSizesComeBackReadOnlyFromHeapAndNativeMemory() {
        var sizes = new int[] {0, 1, 15, 16, 2000, 2030, 4095, 4096, 4097, 1_500_000};
        try (var engine = open();
                var arena = Arena.ofConfined()) {
            EngineUnderTest.commit(engine, EngineUnderTest.at(2), batch -> {
                for (var sub = 0; sub < sizes.length; sub++) {
                    batch.putRecord(1, sub, EngineUnderTest.filled(sub + 1, sizes[sub]));
                }
                for (var sub = 0; sub < sizes.length; sub++) {
                    batch.putRecord(2, sub, arena.allocate(sizes[sub]).fill((byte) 9));
                }
            });
            try (var view = engine.view()) {
                for (var sub = 0; sub < sizes.length; sub++) {
                    var expected = EngineUnderTest.filled(sub + 1, sizes[sub]).toArray(ValueLayout.JAVA_BYTE);
                    assertArrayEquals(expected, EngineUnderTest.read(view, 1, sub));
                    assertEquals(sizes[sub], EngineUnderTest.read(view, 2, sub).length);
                }
                view.get(2, 4, (_, _, record) -> {
                    assertTrue(record.isReadOnly());
                    assertEquals(9, record.get(ValueLayout.JAVA_BYTE, 1999));
                    return true;
                });
            }
        }
    }

    @Test
    default void extremePositionsAreOrderedAndWrongOnesRefused() {
        try (var engine = open()) {
            var last = Long.MAX_VALUE - 1;
            EngineUnderTest.commit(engine, EngineUnderTest.at(last), batch -> {
                batch.putRecord(1, 0, EngineUnderTest.segment());
                batch.putRecord(1, Integer.MAX_VALUE, EngineUnderTest.segment());
                batch.putRecord(256, 0, EngineUnderTest.segment());
                assertThrows(IllegalArgumentException.class, () -> batch.putRecord(256, 0, EngineUnderTest.segment()));
                assertThrows(IllegalArgumentException.class, () -> batch.putRecord(255, 9, EngineUnderTest.segment()));
                assertThrows(IllegalArgumentException.class, () -> batch.putRecord(0, 0, EngineUnderTest.segment()));
                assertThrows(IllegalArgumentException.class, () -> batch.putRecord(300, -1, EngineUnderTest.segment()));
                batch.putRecord(last, 7, EngineUnderTest.segment((byte) 1));
            });
            var positions = EngineUnderTest.contents(engine, EngineUnderTest.at(last))
                    .records()
                    .keySet();
            assertEquals(
                    List.of(
                            new RecordPosition(1, 0),
                            new RecordPosition(1, Integer.MAX_VALUE),
                            new RecordPosition(256, 0),
                            new RecordPosition(last, 7)),
                    new ArrayList<>(positions));
        }
    }

    @Test
    default void tablesAreKeptApartAndTheLastChangeOfAKeyWins() {
        var longKey = new byte[Table.KEY_BYTES_MAX];
        try (var engine = open()) {
            EngineUnderTest.commit(engine, EngineUnderTest.at(1), batch -> {
                for (var table : Table.values()) {
                    batch.putEntry(table, new byte[] {(byte) table.code()}, new byte[0]);
                    batch.putEntry(table, new byte[] {-1, 0}, new byte[] {1});
                    batch.putEntry(table, new byte[] {-1, 0}, new byte[] {2});
                    batch.putEntry(table, longKey, new byte[100_000]);
                    batch.putEntry(table, new byte[] {0}, new byte[] {3});
                    batch.deleteEntry(table, new byte[] {0});
                    batch.deleteEntry(table, new byte[] {7, 7});
                }
                assertThrows(
                        IllegalArgumentException.class, () -> batch.putEntry(Table.META, new byte[0], new byte[0]));
                assertThrows(
                        IllegalArgumentException.class,
                        () -> batch.putEntry(Table.META, new byte[Table.KEY_BYTES_MAX + 1], new byte[0]));
            });
        }
        try (var engine = open()) {
            var contents = EngineUnderTest.contents(engine, engine.recovered());
            for (var table : Table.values()) {
                var entries = contents.table(table);
                assertEquals(3, entries.size());
                assertArrayEquals(new byte[] {2}, entries.get(new byte[] {-1, 0}));
                assertEquals(100_000, entries.get(longKey).length);
                assertFalse(entries.containsKey(new byte[] {0}));
            }
        }
    }
}
