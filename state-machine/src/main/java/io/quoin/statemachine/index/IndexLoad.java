package io.quoin.statemachine.index;

import io.quoin.consensus.Invariant;
import io.quoin.statemachine.hash.XxHash64;
import java.util.Arrays;

/**
 * Gathers the histories of keys that come in any order, as in a scan by revision, and builds the index from them at the
 * end. With many keys a step down a tree costs a cache miss for each level; here a key is found with one or two,
 * through a hash table, and order is made once, by {@link KeyOrder}.
 *
 * <p>Beside keys and histories it needs about 30 bytes a key until it is done. One thread.
 */
public final class IndexLoad {
    private static final int KEYS_MIN = 1 << 10;
    /** Arrays grow by doubling. */
    private static final int KEYS_MAX = 1 << 29;

    private final long seed;
    private byte[][] keys = new byte[KEYS_MIN][];
    private KeyHistory[] histories = new KeyHistory[KEYS_MIN];
    private int[] hashes = new int[KEYS_MIN];
    private int size;

    /** One more than a key's place, or 0; twice as long as the others. A key stands at its hash or soon behind it. */
    private int[] table = new int[2 * KEYS_MIN];

    /**
     * An empty load.
     *
     * @param seed something that nobody can foresee, so that nobody can choose keys that meet in one slot of the table;
     *     the index does not depend on it
     */
    public IndexLoad(long seed) {
        this.seed = seed;
    }

    /** Where this key is kept; it is copied and gets a place, without a history, when it is new. */
    public int place(byte[] bytes, int offset, int length) {
        long wide = XxHash64.hash(bytes, offset, length, seed);
        int hash = (int) (wide ^ wide >>> Integer.SIZE);
        int slot = hash & table.length - 1;
        while (table[slot] != 0) {
            int place = table[slot] - 1;
            byte[] key = keys[place];
            if (hashes[place] == hash && Arrays.equals(key, 0, key.length, bytes, offset, offset + length)) {
                return place;
            }
            slot = slot + 1 & table.length - 1;
        }
        table[slot] = size + 1;
        return add(Arrays.copyOfRange(bytes, offset, offset + length), hash);
    }

    /** The array that the index will hold for the key at this place. */
    public byte[] key(int place) {
        return keys[place];
    }

    /** The key's history so far, null if it has none. */
    public KeyHistory history(int place) {
        return histories[place];
    }

    /** Sets the key's history. */
    public void set(int place, KeyHistory history) {
        histories[place] = history;
    }

    /** Keys so far. */
    public int size() {
        return size;
    }

    /** The index of all keys, each of which must have a history. Ends the load. */
    public KeyIndexWriter finish() {
        int[] order = KeyOrder.of(keys, size);
        var load = new BulkLoad();
        for (int place : order) {
            load.add(keys[place], histories[place]);
        }
        return KeyIndexWriter.of(load);
    }

    private int add(byte[] key, int hash) {
        keys[size] = key;
        hashes[size] = hash;
        size++;
        if (size == keys.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        Invariant.check(size < KEYS_MAX, "%d keys are too many", size);
        keys = Arrays.copyOf(keys, 2 * size);
        histories = Arrays.copyOf(histories, 2 * size);
        hashes = Arrays.copyOf(hashes, 2 * size);
        table = new int[4 * size];
        for (int place = 0; place < size; place++) {
            int slot = hashes[place] & table.length - 1;
            while (table[slot] != 0) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = place + 1;
        }
    }
}
