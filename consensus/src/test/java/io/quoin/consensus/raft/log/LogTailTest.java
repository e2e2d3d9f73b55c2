package io.quoin.consensus.raft.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogTailTest {
    @Test
    void itBehavesLikeAPlainListUnderAppendTruncateAndEvict() {
        SplittableRandom random = new SplittableRandom(3);
        for (int run = 0; run < 200; run++) {
            long first = random.nextLong(1, 1_000);
            long bytesMax = random.nextLong(0, 20_000);
            LogTail tail = new LogTail(first, bytesMax);
            List<Entry> model = new ArrayList<>();
            for (int step = 0; step < 300; step++) {
                switch (random.nextInt(10)) {
                    case 0 -> {
                        long from = tail.firstIndex() + random.nextInt(model.size() + 1);
                        tail.truncateFrom(from);
                        model.removeIf(entry -> entry.index() >= from);
                    }
                    case 1 -> {
                        long upTo = tail.firstIndex() + random.nextInt(model.size() + 1) - 1;
                        tail.evict(upTo);
                        while (bytes(model) > bytesMax
                                && !model.isEmpty()
                                && model.getFirst().index() <= upTo) {
                            model.removeFirst();
                        }
                    }
                    default -> {
                        Entry entry = entry(tail.lastIndex() + 1, random.nextInt(100));
                        tail.append(entry);
                        model.add(entry);
                    }
                }
                assertEquals(bytes(model), tail.bytes());
                if (!model.isEmpty()) {
                    assertEquals(model, tail.entries(tail.firstIndex(), tail.lastIndex()));
                }
            }
        }
    }

    @Test
    void aSliceEndsBeforeItsBoundButHasOneEntry() {
        LogTail tail = new LogTail(1, 0);
        for (long index = 1; index <= 5; index++) {
            tail.append(entry(index, 36));
        }
        assertEquals(1, tail.entries(1, 5, 1).size());
        assertEquals(1, tail.entries(1, 5, 199).size());
        assertEquals(2, tail.entries(1, 5, 200).size());
        assertEquals(5, tail.entries(1, 5, 1_000).size());
        assertEquals(2, tail.entries(4, 5, 1_000).size());
    }

    @Test
    void truncationBelowTheTailMovesItsStart() {
        LogTail tail = new LogTail(10, 0);
        tail.append(entry(10, 0));
        tail.truncateFrom(7);
        assertEquals(6, tail.lastIndex());
        tail.append(entry(7, 0));
        assertTrue(tail.holds(7));
    }

    @Test
    void slicesCannotBeChanged() {
        LogTail tail = new LogTail(1, 0);
        tail.append(entry(1, 0));
        List<Entry> slice = tail.entries(1, 1);
        assertThrows(UnsupportedOperationException.class, () -> slice.set(0, entry(1, 1)));
    }

    private static long bytes(List<Entry> entries) {
        return entries.stream().mapToLong(LogTail::sizeOf).sum();
    }

    private static Entry entry(long index, int bytes) {
        return new Entry(index, 1, EntryType.COMMAND, new byte[bytes]);
    }
}
