package io.quoin.statemachine.index;

/**
 * Walks the keys of a range in order, those whose newest version is a tombstone included; a step is O(1) amortised, the
 * start O(log n). It stands before its first key until {@link #next} is called.
 *
 * <p>Each cursor belongs to one thread. One over a {@link KeyIndex} is valid as long as it is held; one over a
 * {@link KeyIndexWriter} until the writer's next change.
 */
public final class Cursor {
    private final byte[] from;
    private final byte[] to;
    private final boolean ascending;
    /** The branches above the present leaf, root first, and where the way goes on in each. */
    private final Branch[] path;

    private final int[] positions;

    private Leaf leaf;
    /** The entries of the leaf that lie within the range: {@code [low, high)}. */
    private int low;

    private int high;
    private int entry;

    private Cursor(Node root, byte[] from, byte[] to, boolean ascending) {
        this.from = from;
        this.to = to;
        this.ascending = ascending;
        int height = height(root);
        path = new Branch[height];
        positions = new int[height];
        byte[] start = ascending ? from : to;
        Node node = root;
        for (int level = 0; level < height; level++) {
            path[level] = (Branch) node;
            positions[level] = start == null ? path[level].size() - 1 : path[level].childFor(start);
            node = path[level].child(positions[level]);
        }
        enter((Leaf) node);
    }

    static Cursor ascending(Node root, byte[] from, byte[] to) {
        return new Cursor(root, from, to, true);
    }

    static Cursor descending(Node root, byte[] from, byte[] to) {
        return new Cursor(root, from, to, false);
    }

    /** Steps to the next key; false when there is none, and then for ever. */
    public boolean next() {
        while (true) {
            if (ascending ? ++entry < high : --entry >= low) {
                return true;
            }
            boolean rangeEndsHere = ascending ? high < leaf.size() : low > 0;
            if (rangeEndsHere || !enterNeighbour()) {
                entry = ascending ? high : low;
                return false;
            }
        }
    }

    /** The present key: the index' own array, not to be changed. Only after {@link #next} was true. */
    public byte[] key() {
        return leaf.keys().key(entry);
    }

    /** The present key's history. Only after {@link #next} was true. */
    public KeyHistory history() {
        return leaf.history(entry);
    }

    private void enter(Leaf next) {
        leaf = next;
        low = next.firstFrom(from);
        high = to == null ? next.size() : next.firstFrom(to);
        entry = ascending ? low - 1 : high;
    }

    private boolean enterNeighbour() {
        int level = path.length - 1;
        while (level >= 0 && positions[level] == lastPosition(path[level])) {
            level--;
        }
        if (level < 0) {
            return false;
        }
        positions[level] += ascending ? 1 : -1;
        Node node = path[level].child(positions[level]);
        while (node instanceof Branch branch) {
            path[++level] = branch;
            positions[level] = ascending ? 0 : branch.size() - 1;
            node = branch.child(positions[level]);
        }
        enter((Leaf) node);
        return true;
    }

    private int lastPosition(Branch branch) {
        return ascending ? branch.size() - 1 : 0;
    }

    private static int height(Node root) {
        int height = 0;
        for (Node node = root; node instanceof Branch branch; node = branch.child(0)) {
            height++;
        }
        return height;
    }
}
