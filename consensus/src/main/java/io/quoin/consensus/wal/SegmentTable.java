package io.quoin.consensus.wal;

import io.quoin.consensus.InvariantViolation;
import java.util.ArrayDeque;
import java.util.Iterator;

/** The segments of the log, oldest first. Each call is atomic; any thread. */
final class SegmentTable {
    private record Row(SegmentName name, long bytes) {}

    private final ArrayDeque<Row> rows = new ArrayDeque<>();

    synchronized void add(SegmentName name, long bytes) {
        rows.addLast(new Row(name, bytes));
    }

    /** The newest segment has that size now. */
    synchronized void resizeNewest(long bytes) {
        rows.addLast(new Row(rows.removeLast().name, bytes));
    }

    synchronized long bytes() {
        return rows.stream().mapToLong(Row::bytes).sum();
    }

    /** The segment whose first sequence that is; it must be there. */
    synchronized SegmentName find(long firstSequence) {
        for (Row row : rows) {
            if (row.name.firstSequence() == firstSequence) {
                return row.name;
            }
        }
        throw new InvariantViolation("no segment starts with batch " + firstSequence);
    }

    /** The two oldest segments, or null when there is only one. */
    synchronized Pair oldestTwo() {
        if (rows.size() < 2) {
            return null;
        }
        Iterator<Row> oldest = rows.iterator();
        return new Pair(oldest.next().name, oldest.next().name);
    }

    synchronized void removeOldest() {
        rows.removeFirst();
    }

    /** Neighbouring segments. */
    record Pair(SegmentName oldest, SegmentName next) {}
}
