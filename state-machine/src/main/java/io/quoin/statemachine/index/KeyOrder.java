package io.quoin.statemachine.index;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Sorts many keys by the eight bytes behind their common prefix, one byte after the other, and those that share these
 * bytes by the next ones. Each byte costs one pass over words that lie side by side, and keys are only looked at where
 * a new prefix begins; comparing keys in pairs would miss the cache with every step.
 */
final class KeyOrder {
    /** Below this, keys are compared in pairs. */
    private static final int RADIX_KEYS_MIN = 64;

    /** Keys that share more than this many words are compared in pairs, too: it bounds the stack. */
    private static final int DEPTH_MAX = 100;

    private static final int BUCKETS = 1 << Byte.SIZE;

    private final byte[][] keys;
    private final int[] order;
    private final int[] movedOrder;
    private final long[] words;
    private final long[] movedWords;

    private KeyOrder(byte[][] keys, int count) {
        this.keys = keys;
        this.order = new int[count];
        this.movedOrder = new int[count];
        this.words = new long[count];
        this.movedWords = new long[count];
        Arrays.setAll(order, i -> i);
    }

    /** The places of the first {@code count} keys, all different, in ascending unsigned order. */
    static int[] of(byte[][] keys, int count) {
        var sorting = new KeyOrder(keys, count);
        sorting.sort(0, count, 0);
        return sorting.order;
    }

    private void sort(int from, int to, int depth) {
        if (to - from < RADIX_KEYS_MIN || depth > DEPTH_MAX) {
            sortInPairs(from, to);
            return;
        }
        int prefixLength = commonPrefixLength(from, to);
        for (int i = from; i < to; i++) {
            words[i] = KeyBlock.word(keys[order[i]], prefixLength);
        }
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            sortByByte(from, to, shift);
        }
        if (words[from] == words[to - 1]) {
            sortInPairs(from, to); // keys that differ in trailing zeros only
            return;
        }
        sortEqualWords(from, to, depth);
    }

    private void sortEqualWords(int from, int to, int depth) {
        int start = from;
        for (int i = from + 1; i <= to; i++) {
            if (i == to || words[i] != words[start]) {
                if (i - start > 1) {
                    sort(start, i, depth + 1);
                }
                start = i;
            }
        }
    }

    /** Stable: what is equal in this byte stays in the order that lower bytes gave it. */
    private void sortByByte(int from, int to, int shift) {
        int[] starts = new int[BUCKETS + 1];
        for (int i = from; i < to; i++) {
            starts[bucket(words[i], shift) + 1]++;
        }
        if (starts[bucket(words[from], shift) + 1] == to - from) {
            return; // all the same
        }
        for (int i = 0; i < BUCKETS; i++) {
            starts[i + 1] += starts[i];
        }
        for (int i = from; i < to; i++) {
            int target = from + starts[bucket(words[i], shift)]++;
            movedWords[target] = words[i];
            movedOrder[target] = order[i];
        }
        System.arraycopy(movedWords, from, words, from, to - from);
        System.arraycopy(movedOrder, from, order, from, to - from);
    }

    /** A word's sign bit is flipped; here it counts unsigned. */
    private static int bucket(long word, int shift) {
        return (int) ((word ^ Long.MIN_VALUE) >>> shift) & BUCKETS - 1;
    }

    private void sortInPairs(int from, int to) {
        Integer[] places = new Integer[to - from];
        Arrays.setAll(places, i -> order[from + i]);
        Arrays.sort(places, Comparator.comparing(place -> keys[place], Arrays::compareUnsigned));
        for (int i = 0; i < places.length; i++) {
            order[from + i] = places[i];
        }
    }

    private int commonPrefixLength(int from, int to) {
        byte[] first = keys[order[from]];
        int length = first.length;
        for (int i = from + 1; i < to && length > 0; i++) {
            byte[] key = keys[order[i]];
            int mismatch = Arrays.mismatch(first, 0, length, key, 0, Math.min(length, key.length));
            length = mismatch < 0 ? length : mismatch;
        }
        return length;
    }
}
