package io.quoin.statemachine.index;

/**
 * All keys and their histories at one moment, immutable: a root of the copy-on-write B+tree that {@link KeyIndexWriter}
 * grows. Taking a snapshot costs nothing, holding one costs what changed since.
 *
 * <p>Keys are ordered by unsigned bytes. Ranges are {@code [from, to)}; {@code to == null} is open, an empty {@code
 * from} is before all keys, and a range whose end is not above its start is empty. What etcd's {@code range_end}
 * means is the caller's to translate.
 *
 * <p>A key whose newest version is a tombstone stays here until compaction removes it, but is not <em>live</em>:
 * counts leave it out, look-ups and cursors find it.
 *
 * <p>Threads: any, if handed over through a volatile or final reference.
 */
public final class KeyIndex {
    private final Node root;
    private final long size;

    KeyIndex(Node root, long size) {
        this.root = root;
        this.size = size;
    }

    /** The key's history; null when the key is not here. O(log n). */
    public KeyHistory get(byte[] key) {
        return root.get(key);
    }

    /** Live keys. O(1). */
    public long liveCount() {
        return root.live();
    }

    /** Live keys in the range. O(log n), however many they are. */
    public long liveCount(byte[] from, byte[] to) {
        return root.liveCount(from, to);
    }

    /** All keys, those with a tombstone as newest version included. O(1). */
    public long size() {
        return size;
    }

    /** A cursor over the range, smallest key first. */
    public Cursor cursor(byte[] from, byte[] to) {
        return Cursor.ascending(root, from, to);
    }

    /** A cursor over the range, greatest key first. */
    public Cursor descendingCursor(byte[] from, byte[] to) {
        return Cursor.descending(root, from, to);
    }

    Node root() {
        return root;
    }
}
