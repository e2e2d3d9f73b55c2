package io.quoin.statemachine.index;

import io.quoin.consensus.Invariant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Builds a tree from ascending keys, leaves first and then one level of branches after the other. */
final class BulkLoad {
    /** Seven eighths: so that the first inserts behind a load do not split every node. */
    private static final int FILL = Node.FAN_OUT - Node.FAN_OUT / 8;

    /** Nodes of a load belong to no edit: the first change copies them. */
    private final Edit edit = new Edit();

    private List<Node> nodes = new ArrayList<>();
    /** Separator before each of the nodes. */
    private List<byte[]> firstKeys = new ArrayList<>();

    private final byte[][] keys = new byte[FILL][];
    private final KeyHistory[] histories = new KeyHistory[FILL];
    private int filled;
    private byte[] last;
    private long size;

    BulkLoad() {
        edit.id = 0;
    }

    void add(byte[] key, KeyHistory history) {
        Invariant.check(
                last == null || Arrays.compareUnsigned(last, key) < 0, "key %d of a load is not above the last", size);
        if (filled == FILL) {
            closeLeaf();
        }
        keys[filled] = key;
        histories[filled] = history;
        filled++;
        last = key;
        size++;
    }

    long size() {
        return size;
    }

    Node finish() {
        if (size == 0) {
            return Leaf.EMPTY;
        }
        closeLeaf();
        refillLastLeaf();
        while (nodes.size() > 1) {
            closeLevel();
        }
        return nodes.getFirst();
    }

    private void closeLeaf() {
        KeyBlock block = KeyBlock.of(Arrays.copyOf(keys, filled));
        nodes.add(new Leaf(edit.id, block, Arrays.copyOf(histories, filled)));
        firstKeys.add(keys[0]);
        filled = 0;
    }

    private void refillLastLeaf() {
        if (nodes.size() == 1 || nodes.getLast().size() >= Node.FILL_MIN) {
            return;
        }
        Node right = nodes.removeLast();
        Node left = nodes.removeLast();
        Node joined = left.joined(firstKeys.removeLast(), right, edit);
        int middle = joined.size() / 2;
        nodes.add(joined.part(0, middle, edit));
        nodes.add(joined.part(middle, joined.size(), edit));
        firstKeys.add(joined.separator(middle));
    }

    /** Puts branches of as equal size as possible above the nodes. */
    private void closeLevel() {
        int branches = (nodes.size() + FILL - 1) / FILL;
        List<Node> above = new ArrayList<>(branches);
        List<byte[]> firstKeysAbove = new ArrayList<>(branches);
        for (int i = 0; i < branches; i++) {
            int from = (int) ((long) nodes.size() * i / branches);
            int to = (int) ((long) nodes.size() * (i + 1) / branches);
            KeyBlock separators = KeyBlock.of(firstKeys.subList(from + 1, to).toArray(byte[][]::new));
            above.add(new Branch(edit.id, separators, nodes.subList(from, to).toArray(Node[]::new)));
            firstKeysAbove.add(firstKeys.get(from));
        }
        nodes = above;
        firstKeys = firstKeysAbove;
    }
}
