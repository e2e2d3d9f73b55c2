package io.quoin.statemachine.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Checks that a tree is what {@link Node} promises: depth, fill, counts, order, separators, prefixes and words. */
final class TreeCheck {
    private final Set<Integer> leafDepths = new HashSet<>();
    private long size;
    private byte[] last;

    private TreeCheck() {}

    static void check(KeyIndex index) {
        var check = new TreeCheck();
        check.node(index.root(), 0, null, null);
        assertEquals(1, check.leafDepths.size(), "depths of leaves");
        assertEquals(index.size(), check.size, "size");
    }

    private int node(Node node, int depth, byte[] from, byte[] to) {
        assertTrue(node.size() <= Node.FAN_OUT, "overfull node");
        assertTrue(depth == 0 || node.size() >= Node.FILL_MIN, "underfull node");
        int live = node instanceof Branch branch ? branch(branch, depth, from, to) : leaf((Leaf) node, from, to);
        if (node instanceof Leaf) {
            leafDepths.add(depth);
        }
        assertEquals(live, node.live(), "live keys");
        return live;
    }

    private int branch(Branch branch, int depth, byte[] from, byte[] to) {
        assertTrue(branch.size() >= 2, "branch with one child");
        assertEquals(branch.size() - 1, branch.separators().size(), "separators");
        block(branch.separators());
        int live = 0;
        for (int i = 0; i < branch.size(); i++) {
            byte[] childFrom = i == 0 ? from : branch.separators().key(i - 1);
            byte[] childTo = i == branch.size() - 1 ? to : branch.separators().key(i);
            int childLive = node(branch.child(i), depth + 1, childFrom, childTo);
            assertEquals(childLive, branch.count(i), "count of a child");
            live += childLive;
        }
        return live;
    }

    private int leaf(Leaf leaf, byte[] from, byte[] to) {
        KeyBlock keys = leaf.keys();
        assertEquals(leaf.size(), keys.size(), "keys and histories");
        block(keys);
        int live = 0;
        for (int i = 0; i < keys.size(); i++) {
            byte[] key = keys.key(i);
            assertTrue(last == null || Arrays.compareUnsigned(last, key) < 0, "order");
            assertTrue(from == null || Arrays.compareUnsigned(from, key) <= 0, "key before its separator");
            assertTrue(to == null || Arrays.compareUnsigned(key, to) < 0, "key behind its separator");
            live += leaf.history(i).isLive() ? 1 : 0;
            last = key;
        }
        size += keys.size();
        return live;
    }

    private static void block(KeyBlock block) {
        if (block.size() == 0) {
            return;
        }
        byte[] first = block.key(0);
        int prefix = first.length;
        for (int i = 0; i < block.size(); i++) {
            int mismatch = Arrays.mismatch(first, block.key(i));
            prefix = mismatch < 0 ? prefix : Math.min(prefix, mismatch);
        }
        assertEquals(prefix, block.prefixLength(), "common prefix");
        for (int i = 0; i < block.size(); i++) {
            byte[] padded = Arrays.copyOfRange(block.key(i), prefix, prefix + Long.BYTES);
            long word = 0;
            for (byte b : padded) {
                word = word << 8 | b & 0xFF;
            }
            assertEquals(word ^ Long.MIN_VALUE, block.word(i), "word");
        }
    }
}
