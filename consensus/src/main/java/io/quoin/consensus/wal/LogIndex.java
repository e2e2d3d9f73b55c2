package io.quoin.consensus.wal;

import io.quoin.consensus.Invariant;
import java.util.Arrays;

/**
 * Where each entry of the log lies: a list of batches (first entry, segment, place) and a list of terms (first entry,
 * term), both ascending, in arrays of primitives. Logical: an entry that a later batch truncated is not in it.
 *
 * <p>A batch holds the entries from its first one to before the first one of the next batch. Writers are one at a time;
 * readers come from any thread.
 */
final class LogIndex {
    private static final int INITIAL_CAPACITY = 64;

    /**
     * Where a batch lies.
     *
     * @param segment first sequence of its segment
     * @param offset in the segment file
     * @param bytes of the image
     * @param first index of the first entry in the image
     * @param last index of the last entry that is still valid
     */
    record Location(long segment, long offset, int bytes, long first, long last) {}

    private long[] firsts = new long[INITIAL_CAPACITY];
    private long[] segments = new long[INITIAL_CAPACITY];
    private long[] offsets = new long[INITIAL_CAPACITY];
    private int[] lengths = new int[INITIAL_CAPACITY];
    private int batches;

    private long[] runFirsts = new long[INITIAL_CAPACITY];
    private long[] runTerms = new long[INITIAL_CAPACITY];
    private int runs;

    private long firstIndex = 1;
    private long lastIndex;
    private long boundaryTerm;

    /** Starts an empty log behind a position. */
    LogIndex startAt(long index, long previousTerm) {
        firstIndex = index;
        lastIndex = index - 1;
        boundaryTerm = previousTerm;
        return this;
    }

    synchronized long firstIndex() {
        return firstIndex;
    }

    synchronized long lastIndex() {
        return lastIndex;
    }

    synchronized long lastTerm() {
        return runs > 0 ? runTerms[runs - 1] : boundaryTerm;
    }

    /** Term of an entry, or of the one just before the first. */
    synchronized long term(long index) {
        if (index == firstIndex - 1) {
            return boundaryTerm;
        }
        checkHeld(index);
        return runTerms[floor(runFirsts, runs, index)];
    }

    synchronized Location locate(long index) {
        checkHeld(index);
        int at = floor(firsts, batches, index);
        long last = at + 1 < batches ? firsts[at + 1] - 1 : lastIndex;
        return new Location(segments[at], offsets[at], lengths[at], firsts[at], last);
    }

    private void checkHeld(long index) {
        Invariant.check(
                index >= firstIndex && index <= lastIndex,
                "entry %d is not in the log [%d, %d]",
                index,
                firstIndex,
                lastIndex);
    }

    /** Drops the entries from an index on; at most one above the last. */
    synchronized void truncate(long from, long previousTerm) {
        Invariant.check(from > 0 && from <= lastIndex + 1, "truncation from %d, last is %d", from, lastIndex);
        while (batches > 0 && firsts[batches - 1] >= from) {
            batches--;
        }
        while (runs > 0 && runFirsts[runs - 1] >= from) {
            runs--;
        }
        lastIndex = from - 1;
        if (from <= firstIndex) {
            startAt(from, previousTerm);
        }
    }

    /** Adds a batch with at least one entry; {@link #addTerm} follows for each of them. */
    synchronized void addBatch(BatchHeader header, long segment, long offset) {
        Invariant.check(
                header.firstIndex() == lastIndex + 1, "batch from %d, last is %d", header.firstIndex(), lastIndex);
        if (batches == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * batches);
            segments = Arrays.copyOf(segments, 2 * batches);
            offsets = Arrays.copyOf(offsets, 2 * batches);
            lengths = Arrays.copyOf(lengths, 2 * batches);
        }
        firsts[batches] = header.firstIndex();
        segments[batches] = segment;
        offsets[batches] = offset;
        lengths[batches] = header.imageBytes();
        batches++;
    }

    /** Adds the next entry. */
    synchronized void addTerm(long index, long term) {
        Invariant.check(index == lastIndex + 1, "entry %d behind %d", index, lastIndex);
        lastIndex = index;
        if (runs > 0 && runTerms[runs - 1] == term) {
            return;
        }
        if (runs == runFirsts.length) {
            runFirsts = Arrays.copyOf(runFirsts, 2 * runs);
            runTerms = Arrays.copyOf(runTerms, 2 * runs);
        }
        runFirsts[runs] = index;
        runTerms[runs] = term;
        runs++;
    }

    /** Index of the first entry held in the segment or a later one; one above the last when there is none. */
    synchronized long firstIndexFrom(long segment) {
        int at = firstBatchFrom(segment);
        return at < batches ? firsts[at] : lastIndex + 1;
    }

    /** Forgets what lies in segments before the given one. */
    synchronized void cutBefore(long segment) {
        int dropped = firstBatchFrom(segment);
        long first = dropped < batches ? firsts[dropped] : lastIndex + 1;
        if (first == firstIndex) {
            return;
        }
        long previousTerm = term(first - 1);
        batches -= dropped;
        System.arraycopy(firsts, dropped, firsts, 0, batches);
        System.arraycopy(segments, dropped, segments, 0, batches);
        System.arraycopy(offsets, dropped, offsets, 0, batches);
        System.arraycopy(lengths, dropped, lengths, 0, batches);
        cutTerms(first);
        firstIndex = first;
        boundaryTerm = previousTerm;
    }

    private int firstBatchFrom(long segment) {
        int at = 0;
        while (at < batches && segments[at] < segment) {
            at++;
        }
        return at;
    }

    private void cutTerms(long first) {
        if (first > lastIndex) {
            runs = 0;
            return;
        }
        int dropped = floor(runFirsts, runs, first);
        runs -= dropped;
        System.arraycopy(runFirsts, dropped, runFirsts, 0, runs);
        System.arraycopy(runTerms, dropped, runTerms, 0, runs);
        runFirsts[0] = first;
    }

    /** Position of the greatest element that is not above the value; there is one. */
    private static int floor(long[] ascending, int count, long value) {
        int found = Arrays.binarySearch(ascending, 0, count, value);
        return found >= 0 ? found : -found - 2;
    }
}
