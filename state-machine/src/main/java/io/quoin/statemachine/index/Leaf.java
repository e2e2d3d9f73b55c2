package io.quoin.statemachine.index;

import java.util.Arrays;

/** A node that holds keys and their histories. */
final class Leaf extends Node {
    static final Leaf EMPTY = new Leaf(0, KeyBlock.EMPTY, new KeyHistory[0]);

    private KeyBlock keys;
    private KeyHistory[] histories;
    private int live;

    Leaf(long editId, KeyBlock keys, KeyHistory[] histories) {
        this(editId, keys, histories, countLive(histories, histories.length));
    }

    private Leaf(long editId, KeyBlock keys, KeyHistory[] histories, int live) {
        super(editId);
        this.keys = keys;
        this.histories = histories;
        this.live = live;
    }

    KeyBlock keys() {
        return keys;
    }

    KeyHistory history(int entry) {
        return histories[entry];
    }

    @Override
    int size() {
        return histories.length;
    }

    @Override
    int live() {
        return live;
    }

    @Override
    int liveBefore(byte[] key) {
        int end = firstFrom(key);
        return live == histories.length ? end : countLive(histories, end);
    }

    /** The first entry that is not below the key; {@link #size} if there is none. */
    int firstFrom(byte[] key) {
        int position = keys.find(key);
        return position >= 0 ? position : -position - 1;
    }

    @Override
    KeyHistory get(byte[] key) {
        int position = keys.findPresent(key);
        return position < 0 ? null : histories[position];
    }

    @Override
    Node put(byte[] key, KeyHistory history, Edit edit) {
        int position = keys.find(key);
        if (position >= 0) {
            edit.heldKey = keys.key(position);
            return withHistory(position, history, edit);
        }
        edit.heldKey = key;
        edit.size++;
        int insertion = -position - 1;
        KeyHistory[] more = Arrays.copyOf(histories, histories.length + 1);
        System.arraycopy(histories, insertion, more, insertion + 1, histories.length - insertion);
        more[insertion] = history;
        return with(keys.with(insertion, key), more, live + liveness(history), edit);
    }

    @Override
    Node remove(byte[] key, Edit edit) {
        int position = keys.find(key);
        if (position < 0) {
            return this;
        }
        edit.size--;
        KeyHistory[] less = Arrays.copyOf(histories, histories.length - 1);
        System.arraycopy(histories, position + 1, less, position, less.length - position);
        return with(keys.without(position), less, live - liveness(histories[position]), edit);
    }

    @Override
    Node part(int from, int to, Edit edit) {
        return new Leaf(edit.id, keys.range(from, to), Arrays.copyOfRange(histories, from, to));
    }

    @Override
    byte[] separator(int entry) {
        return keys.key(entry);
    }

    @Override
    Node joined(byte[] separator, Node right, Edit edit) {
        Leaf other = (Leaf) right;
        KeyHistory[] all = Arrays.copyOf(histories, histories.length + other.histories.length);
        System.arraycopy(other.histories, 0, all, histories.length, other.histories.length);
        return new Leaf(edit.id, keys.followedBy(other.keys), all, live + other.live);
    }

    @Override
    boolean endsAt(byte[] key) {
        return Arrays.compareUnsigned(key, keys.key(keys.size() - 1)) >= 0;
    }

    private Leaf withHistory(int position, KeyHistory history, Edit edit) {
        int newLive = live - liveness(histories[position]) + liveness(history);
        if (editId == edit.id) {
            histories[position] = history;
            live = newLive;
            return this;
        }
        KeyHistory[] copy = histories.clone();
        copy[position] = history;
        return new Leaf(edit.id, keys, copy, newLive);
    }

    private Leaf with(KeyBlock newKeys, KeyHistory[] newHistories, int newLive, Edit edit) {
        if (editId != edit.id) {
            return new Leaf(edit.id, newKeys, newHistories, newLive);
        }
        keys = newKeys;
        histories = newHistories;
        live = newLive;
        return this;
    }

    private static int liveness(KeyHistory history) {
        return history.isLive() ? 1 : 0;
    }

    private static int countLive(KeyHistory[] histories, int end) {
        int count = 0;
        for (int i = 0; i < end; i++) {
            count += liveness(histories[i]);
        }
        return count;
    }
}
