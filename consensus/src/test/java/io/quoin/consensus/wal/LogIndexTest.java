package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The index against a list with one element for each entry, under random appends, truncations and cuts. */
class LogIndexTest {
    private record Held(long term, long segment, long offset) {}

    private final LogIndex index = new LogIndex();
    private final List<Held> twin = new ArrayList<>(List.of(new Held(0, 0, 0))); // position 0 stands before the first
    private long firstIndex = 1;
    private long segment = 1;
    private long offset;

    @Test
    void itAgreesWithItsTwin() {
        SplittableRandom random = new SplittableRandom(41);
        long term = 1;
        for (int step = 0; step < 3000; step++) {
            switch (random.nextInt(10)) {
                case 0 -> term++;
                case 1 -> segment += 1 + random.nextInt(3);
                case 2 -> truncate(random);
                case 3 -> cut(random);
                default -> append(term, 1 + random.nextInt(4));
            }
            compare(step);
        }
    }

    private void append(long term, int entries) {
        offset += Blocks.BLOCK_BYTES;
        long first = twin.size();
        index.addBatch(header(first, entries), segment, offset);
        for (int i = 0; i < entries; i++) {
            index.addTerm(first + i, term);
            twin.add(new Held(term, segment, offset));
        }
    }

    private static BatchHeader header(long first, int entries) {
        return new BatchHeader(BatchKind.RECORDS, 0, 1, 0, 0, first, 1, 0, entries, 100, 0, 0, 0, 0);
    }

    private void truncate(SplittableRandom random) {
        long from = twin.size() - random.nextLong(Math.min(8, twin.size() - firstIndex + 1));
        index.truncate(from, twin.get((int) from - 1).term);
        twin.subList((int) from, twin.size()).clear();
    }

    private void cut(SplittableRandom random) {
        long before = Math.max(1, segment - random.nextInt(20));
        while (firstIndex < twin.size() && twin.get((int) firstIndex).segment < before) {
            firstIndex++;
        }
        index.cutBefore(before);
    }

    private void compare(int step) {
        String story = "step " + step;
        assertEquals(firstIndex, index.firstIndex(), story);
        assertEquals(twin.size() - 1, index.lastIndex(), story);
        assertEquals(twin.getLast().term, index.lastTerm(), story);
        for (long at = Math.max(firstIndex - 1, twin.size() - 40); at < twin.size(); at++) {
            assertEquals(twin.get((int) at).term, index.term(at), story);
        }
        for (long at = Math.max(firstIndex, twin.size() - 40); at < twin.size(); at++) {
            Held held = twin.get((int) at);
            LogIndex.Location place = index.locate(at);
            assertEquals(held, new Held(held.term, place.segment(), place.offset()), story);
        }
    }
}
