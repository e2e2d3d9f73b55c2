package io.quoin.statemachine.index;

import java.util.Arrays;

/**
 * A node that holds children, the keys that separate them, and the number of live keys below each. Child {@code i +
 * 1} holds the keys from separator {@code i} on; a separator need not be in the tree any more.
 */
final class Branch extends Node {
    private KeyBlock separators;
    private Node[] children;
    /** Live keys below each child. Shared between copies: replaced, never changed. */
    private int[] counts;

    private int live;

    Branch(long editId, KeyBlock separators, Node[] children) {
        super(editId);
        this.separators = separators;
        this.children = children;
        counts = new int[children.length];
        for (int i = 0; i < children.length; i++) {
            counts[i] = children[i].live();
        }
        live = sum(counts, counts.length);
    }

    private Branch(long editId, Branch origin) {
        super(editId);
        separators = origin.separators;
        children = origin.children.clone();
        counts = origin.counts;
        live = origin.live;
    }

    KeyBlock separators() {
        return separators;
    }

    Node child(int entry) {
        return children[entry];
    }

    int count(int entry) {
        return counts[entry];
    }

    /** The child that holds the key if the tree has it. */
    int childFor(byte[] key) {
        int position = separators.find(key);
        return position >= 0 ? position + 1 : -position - 1;
    }

    @Override
    int size() {
        return children.length;
    }

    @Override
    int live() {
        return live;
    }

    @Override
    int liveBefore(byte[] key) {
        int child = childFor(key);
        return sum(counts, child) + children[child].liveBefore(key);
    }

    @Override
    KeyHistory get(byte[] key) {
        return children[childFor(key)].get(key);
    }

    @Override
    Node put(byte[] key, KeyHistory history, Edit edit) {
        int position = childFor(key);
        Node child = children[position].put(key, history, edit);
        return child.size() > FAN_OUT
                ? withSplit(position, child, child.splitPoint(key), edit)
                : with(position, child, edit);
    }

    @Override
    Node remove(byte[] key, Edit edit) {
        int position = childFor(key);
        Node old = children[position];
        Node child = old.remove(key, edit);
        if (child == old && editId != edit.id) {
            return this;
        }
        return child.size() < FILL_MIN ? withRefilled(position, child, edit) : with(position, child, edit);
    }

    @Override
    Node part(int from, int to, Edit edit) {
        return new Branch(edit.id, separators.range(from, to - 1), Arrays.copyOfRange(children, from, to));
    }

    @Override
    byte[] separator(int entry) {
        return separators.key(entry - 1);
    }

    @Override
    Node joined(byte[] separator, Node right, Edit edit) {
        Branch other = (Branch) right;
        Node[] all = Arrays.copyOf(children, children.length + other.children.length);
        System.arraycopy(other.children, 0, all, children.length, other.children.length);
        KeyBlock allSeparators = separators.with(separators.size(), separator).followedBy(other.separators);
        return new Branch(edit.id, allSeparators, all);
    }

    @Override
    boolean endsAt(byte[] key) {
        return Arrays.compareUnsigned(key, separators.key(separators.size() - 1)) >= 0;
    }

    private Branch with(int position, Node child, Edit edit) {
        Branch target = editId == edit.id ? this : new Branch(edit.id, this);
        target.children[position] = child;
        int change = child.live() - counts[position];
        if (change != 0) {
            target.counts = counts.clone();
            target.counts[position] += change;
            target.live += change;
        }
        return target;
    }

    /** With an overfull child replaced by its two parts. */
    private Branch withSplit(int position, Node child, int splitPoint, Edit edit) {
        Node[] more = Arrays.copyOf(children, children.length + 1);
        System.arraycopy(children, position + 1, more, position + 2, children.length - position - 1);
        more[position] = child.part(0, splitPoint, edit);
        more[position + 1] = child.part(splitPoint, child.size(), edit);
        return new Branch(edit.id, separators.with(position, child.separator(splitPoint)), more);
    }

    /** With an underfull child joined to a neighbour, and the two split evenly where they are too many for one node. */
    private Branch withRefilled(int position, Node child, Edit edit) {
        int left = position > 0 ? position - 1 : 0;
        Node leftChild = left == position ? child : children[left];
        Node rightChild = left == position ? children[left + 1] : child;
        Node joined = leftChild.joined(separators.key(left), rightChild, edit);
        if (joined.size() <= FAN_OUT) {
            Node[] less = Arrays.copyOf(children, children.length - 1);
            System.arraycopy(children, left + 2, less, left + 1, less.length - left - 1);
            less[left] = joined;
            return new Branch(edit.id, separators.without(left), less);
        }
        int middle = joined.size() / 2;
        Node[] refilled = children.clone();
        refilled[left] = joined.part(0, middle, edit);
        refilled[left + 1] = joined.part(middle, joined.size(), edit);
        return new Branch(edit.id, separators.replaced(left, joined.separator(middle)), refilled);
    }

    private static int sum(int[] counts, int end) {
        int sum = 0;
        for (int i = 0; i < end; i++) {
            sum += counts[i];
        }
        return sum;
    }
}
