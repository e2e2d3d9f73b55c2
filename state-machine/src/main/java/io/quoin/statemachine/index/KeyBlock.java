package io.quoin.statemachine.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The sorted keys of one node, immutable, with what makes a search cheap: the length of their common prefix, and for
 * each key the eight bytes behind that prefix as a word. A search compares words, which lie side by side, and touches
 * a key's bytes only where the words are equal.
 *
 * <p>Words hold the bytes big-endian and zero-padded, with the sign bit flipped, so that signed comparison is the
 * unsigned order of the bytes. Different words order their keys; equal words say nothing ({@code "a"} and {@code
 * "a\0"} share one).
 */
final class KeyBlock {
    static final KeyBlock EMPTY = new KeyBlock(new byte[0][], new long[0], 0);

    private static final VarHandle BIG_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[][] keys;
    private final long[] words;
    private final int prefixLength;

    private KeyBlock(byte[][] keys, long[] words, int prefixLength) {
        this.keys = keys;
        this.words = words;
        this.prefixLength = prefixLength;
    }

    /** A block of these keys, which must be ascending; the array is taken over. */
    static KeyBlock of(byte[]... keys) {
        if (keys.length == 0) {
            return EMPTY;
        }
        int prefixLength = commonPrefixLength(keys);
        long[] words = new long[keys.length];
        for (int i = 0; i < keys.length; i++) {
            words[i] = word(keys[i], prefixLength);
        }
        return new KeyBlock(keys, words, prefixLength);
    }

    int size() {
        return keys.length;
    }

    byte[] key(int position) {
        return keys[position];
    }

    int prefixLength() {
        return prefixLength;
    }

    long word(int position) {
        return words[position];
    }

    /** Position of the key, or {@code -(insertion point) - 1} when it is absent. */
    int find(byte[] key) {
        if (keys.length == 0) {
            return -1;
        }
        int prefixOrder = comparePrefix(key);
        if (prefixOrder != 0) {
            return prefixOrder < 0 ? -1 : -keys.length - 1;
        }
        return findBehindPrefix(key);
    }

    /**
     * As {@link #find} for a caller that does not care where an absent key would stand: any negative number then. Saves
     * looking at the prefix, hence a cache miss: a key with another prefix differs from whatever is found.
     */
    int findPresent(byte[] key) {
        if (key.length < prefixLength) {
            return -1;
        }
        int position = findBehindPrefix(key);
        boolean samePrefix = position >= 0 && Arrays.equals(keys[position], 0, prefixLength, key, 0, prefixLength);
        return samePrefix ? position : -1;
    }

    KeyBlock with(int position, byte[] key) {
        byte[][] more = Arrays.copyOf(keys, keys.length + 1);
        System.arraycopy(keys, position, more, position + 1, keys.length - position);
        more[position] = key;
        if (keys.length == 0 || commonPrefixLength(more) != prefixLength) {
            return of(more);
        }
        long[] moreWords = Arrays.copyOf(words, more.length);
        System.arraycopy(words, position, moreWords, position + 1, words.length - position);
        moreWords[position] = word(key, prefixLength);
        return new KeyBlock(more, moreWords, prefixLength);
    }

    KeyBlock without(int position) {
        if (keys.length == 1) {
            return EMPTY;
        }
        byte[][] less = Arrays.copyOf(keys, keys.length - 1);
        System.arraycopy(keys, position + 1, less, position, less.length - position);
        if (commonPrefixLength(less) != prefixLength) {
            return of(less);
        }
        long[] lessWords = Arrays.copyOf(words, less.length);
        System.arraycopy(words, position + 1, lessWords, position, less.length - position);
        return new KeyBlock(less, lessWords, prefixLength);
    }

    KeyBlock replaced(int position, byte[] key) {
        byte[][] copy = keys.clone();
        copy[position] = key;
        return of(copy);
    }

    KeyBlock range(int from, int to) {
        return of(Arrays.copyOfRange(keys, from, to));
    }

    /** These keys and then the other's, all of which must be greater. */
    KeyBlock followedBy(KeyBlock other) {
        byte[][] all = Arrays.copyOf(keys, keys.length + other.keys.length);
        System.arraycopy(other.keys, 0, all, keys.length, other.keys.length);
        return of(all);
    }

    private int findBehindPrefix(byte[] key) {
        long word = word(key, prefixLength);
        int low = 0;
        int high = words.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compare(words[middle], word);
            if (order == 0) {
                byte[] candidate = keys[middle];
                order = Arrays.compareUnsigned(
                        candidate, prefixLength, candidate.length, key, prefixLength, key.length);
            }
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    /** 0 when the key starts with the common prefix, else how the key compares to every key of this block. */
    private int comparePrefix(byte[] key) {
        byte[] first = keys[0];
        int mismatch = Arrays.mismatch(first, 0, prefixLength, key, 0, Math.min(prefixLength, key.length));
        if (mismatch < 0) {
            return 0;
        }
        return mismatch == key.length ? -1 : Byte.compareUnsigned(key[mismatch], first[mismatch]);
    }

    /** Of sorted keys: what the first and the last share. */
    private static int commonPrefixLength(byte[][] keys) {
        byte[] first = keys[0];
        int mismatch = Arrays.mismatch(first, keys[keys.length - 1]);
        return mismatch < 0 ? first.length : mismatch;
    }

    /** The eight bytes at the offset; see above. */
    static long word(byte[] key, int offset) {
        if (key.length - offset >= Long.BYTES) {
            return (long) BIG_ENDIAN_LONG.get(key, offset) ^ Long.MIN_VALUE;
        }
        long word = 0;
        for (int i = offset; i < key.length; i++) {
            word |= (key[i] & 0xFFL) << (56 - 8 * (i - offset));
        }
        return word ^ Long.MIN_VALUE;
    }
}
