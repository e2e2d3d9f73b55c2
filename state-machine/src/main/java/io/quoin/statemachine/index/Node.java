package io.quoin.statemachine.index;

/**
 * A node of the tree. {@link #put} and {@link #remove} return the node that takes this one's place: this very node
 * when the present edit made it, a copy otherwise. That node may be too large or too small by one; its
 * parent puts that right, the writer does so for the root.
 *
 * <p>All leaves are equally deep. Every node but the root has {@link #FILL_MIN} to {@link #FAN_OUT} entries (keys of
 * a leaf, children of a branch); a root branch has at least two children. Key blocks and count arrays are never
 * changed in place, so that copies share them; the arrays of children and histories are.
 */
abstract sealed class Node permits Leaf, Branch {
    /**
     * Most entries of a node. With 32 instead of 64, look-ups, updates and scans of a million keys cost 20 to 70 per
     * cent more CPU time (one run on a busy machine) and about 3 bytes more per key: {@code KeyIndexMeasurement} among
     * the tests.
     */
    static final int FAN_OUT = 64;

    /**
     * Fewest entries of a node that is not the root: a quarter, so that a split node is far from being merged again.
     */
    static final int FILL_MIN = FAN_OUT / 4;

    /** The edit that made this node. */
    final long editId;

    Node(long editId) {
        this.editId = editId;
    }

    /** Entries: keys of a leaf, children of a branch. */
    abstract int size();

    /** Live keys below. */
    abstract int live();

    /** Live keys below that are less than the given one. */
    abstract int liveBefore(byte[] key);

    /** Live keys in {@code [from, to)}; {@code to == null} is open. */
    final long liveCount(byte[] from, byte[] to) {
        int end = to == null ? live() : liveBefore(to);
        return Math.max(0, end - liveBefore(from));
    }

    abstract KeyHistory get(byte[] key);

    abstract Node put(byte[] key, KeyHistory history, Edit edit);

    /** Returns this when the key is absent. */
    abstract Node remove(byte[] key, Edit edit);

    /** The entries in {@code [from, to)}, as a node of the present edit. */
    abstract Node part(int from, int to, Edit edit);

    /** What separates the entries before this one from this one and those behind: the first key that may lie behind. */
    abstract byte[] separator(int entry);

    /** This node's entries and those of its right neighbour, which begins at the separator. May be too large. */
    abstract Node joined(byte[] separator, Node right, Edit edit);

    /** Whether the key is not below the last key of this node: then keys are likely to go on arriving at its end. */
    abstract boolean endsAt(byte[] key);

    /**
     * Where to split an overfull node: in the middle, but ascending insertion leaves the left part three quarters full.
     */
    final int splitPoint(byte[] key) {
        return endsAt(key) ? size() - FILL_MIN : size() / 2;
    }
}
