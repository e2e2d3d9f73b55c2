package io.quoin.statemachine.index;

/**
 * Makes the successive snapshots of the key index. One thread changes it and sees its changes at once; others see
 * them in the snapshots that {@link #publish} returns, which no later change touches.
 *
 * <p>The first change of a node after a publish copies it and the path above it; further changes until the next
 * publish are made in place. So a batch of changes costs less garbage than as many publishes.
 *
 * <p>Ranges, order and what counts as live: see {@link KeyIndex}.
 */
public final class KeyIndexWriter {
    private final Edit edit = new Edit();
    private Node root;

    private KeyIndexWriter(Node root, long size) {
        this.root = root;
        edit.size = size;
    }

    /** A writer that starts without any key. */
    public static KeyIndexWriter empty() {
        return new KeyIndexWriter(Leaf.EMPTY, 0);
    }

    /** A writer that starts with what was loaded. */
    static KeyIndexWriter of(BulkLoad load) {
        return new KeyIndexWriter(load.finish(), load.size());
    }

    /** As {@link KeyIndex#get}, with all changes so far. */
    public KeyHistory get(byte[] key) {
        return root.get(key);
    }

    /**
     * Sets the key's history. Returns the array that the index holds for this key: the given one, which must not
     * change any more, if the key is new. Whoever has to refer to the key for long should refer to that array.
     */
    public byte[] put(byte[] key, KeyHistory history) {
        Node changed = root.put(key, history, edit);
        if (changed.size() > Node.FAN_OUT) {
            int splitPoint = changed.splitPoint(key);
            byte[] separator = changed.separator(splitPoint);
            Node left = changed.part(0, splitPoint, edit);
            Node right = changed.part(splitPoint, changed.size(), edit);
            changed = new Branch(edit.id, KeyBlock.of(separator), new Node[] {left, right});
        }
        root = changed;
        byte[] heldKey = edit.heldKey;
        edit.heldKey = null;
        return heldKey;
    }

    /** Removes the key and its history, once compaction left nothing of it. Returns whether it was there. */
    public boolean remove(byte[] key) {
        long sizeBefore = edit.size;
        root = root.remove(key, edit);
        if (root instanceof Branch branch && branch.size() == 1) {
            root = branch.child(0);
        }
        return edit.size < sizeBefore;
    }

    /** An immutable snapshot of the present state. O(1). */
    public KeyIndex publish() {
        edit.id++;
        return new KeyIndex(root, edit.size);
    }

    /** As {@link KeyIndex#liveCount()}, with all changes so far. */
    public long liveCount() {
        return root.live();
    }

    /** As {@link KeyIndex#liveCount(byte[], byte[])}, with all changes so far. */
    public long liveCount(byte[] from, byte[] to) {
        return root.liveCount(from, to);
    }

    /** As {@link KeyIndex#size}, with all changes so far. */
    public long size() {
        return edit.size;
    }

    /** As {@link KeyIndex#cursor}, with all changes so far; valid until the next change. */
    public Cursor cursor(byte[] from, byte[] to) {
        return Cursor.ascending(root, from, to);
    }

    /** As {@link KeyIndex#descendingCursor}, with all changes so far; valid until the next change. */
    public Cursor descendingCursor(byte[] from, byte[] to) {
        return Cursor.descending(root, from, to);
    }
}
