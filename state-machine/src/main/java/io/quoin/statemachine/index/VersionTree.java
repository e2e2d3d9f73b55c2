package io.quoin.statemachine.index;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A persistent sequence of full chunks, oldest first: a tree of fan-out {@link #FAN_OUT} that grows on the right and is
 * cut on the left. Both copy one path and share the rest.
 *
 * <p>All leaves are equally deep. Chunks are full except the oldest, which a compaction may have shortened. A million
 * versions of one key make a tree of height 3.
 */
final class VersionTree {
    static final int FAN_OUT = 32;

    /** Chunks at height 0, trees of {@code height - 1} above. */
    private final Object[] children;
    /** First main revision of each child. */
    private final long[] firstMains;

    private final int height;

    private VersionTree(Object[] children, long[] firstMains, int height) {
        this.children = children;
        this.firstMains = firstMains;
        this.height = height;
    }

    static VersionTree of(VersionChunk chunk) {
        return new VersionTree(new Object[] {chunk}, new long[] {chunk.main(0)}, 0);
    }

    VersionTree append(VersionChunk chunk) {
        VersionTree grown = appendWithin(chunk);
        if (grown != null) {
            return grown;
        }
        return new VersionTree(
                new Object[] {this, pathTo(chunk, height)}, new long[] {firstMains[0], chunk.main(0)}, height + 1);
    }

    /** The newest version at or below the revision; null if all are newer. */
    Version at(long revision) {
        int child = childAt(revision);
        if (child < 0) {
            return null;
        }
        if (height > 0) {
            return subtree(child).at(revision);
        }
        VersionChunk chunk = chunk(child);
        return chunk.version(chunk.lastAt(revision, chunk.size()));
    }

    /** Drops as {@link KeyHistory#compact} says. Returns this if nothing was dropped, null if nothing is left. */
    VersionTree compact(long revision, GarbageSink sink) {
        VersionTree kept = compactWithin(revision, sink);
        while (kept != null && kept.height > 0 && kept.children.length == 1) {
            kept = kept.subtree(0);
        }
        return kept;
    }

    /** Hands all versions to the sink. */
    void drop(GarbageSink sink) {
        for (int i = 0; i < children.length; i++) {
            dropChild(i, sink);
        }
    }

    void forEachVersion(Consumer<Version> action) {
        for (int i = 0; i < children.length; i++) {
            if (height > 0) {
                subtree(i).forEachVersion(action);
            } else {
                chunk(i).forEachVersion(chunk(i).size(), action);
            }
        }
    }

    /** Null when the right edge has no room at any height. */
    private VersionTree appendWithin(VersionChunk chunk) {
        int last = children.length - 1;
        if (height > 0) {
            VersionTree grown = subtree(last).appendWithin(chunk);
            if (grown != null) {
                Object[] copy = children.clone();
                copy[last] = grown;
                return new VersionTree(copy, firstMains, height);
            }
        }
        if (children.length == FAN_OUT) {
            return null;
        }
        Object[] longer = Arrays.copyOf(children, children.length + 1);
        longer[children.length] = height > 0 ? pathTo(chunk, height - 1) : chunk;
        long[] longerMains = Arrays.copyOf(firstMains, children.length + 1);
        longerMains[children.length] = chunk.main(0);
        return new VersionTree(longer, longerMains, height);
    }

    private static VersionTree pathTo(VersionChunk chunk, int height) {
        VersionTree path = of(chunk);
        for (int i = 1; i <= height; i++) {
            path = new VersionTree(new Object[] {path}, path.firstMains, i);
        }
        return path;
    }

    private VersionTree compactWithin(long revision, GarbageSink sink) {
        int child = childAt(revision);
        if (child < 0) {
            return this;
        }
        for (int i = 0; i < child; i++) {
            dropChild(i, sink);
        }
        Object kept = height > 0 ? subtree(child).compactWithin(revision, sink) : compactChunk(child, revision, sink);
        if (kept == children[child] && child == 0) {
            return this;
        }
        int from = kept == null ? child + 1 : child;
        if (from == children.length) {
            return null;
        }
        Object[] rest = Arrays.copyOfRange(children, from, children.length);
        long[] restMains = Arrays.copyOfRange(firstMains, from, children.length);
        if (kept != null) {
            rest[0] = kept;
            restMains[0] = firstMain(kept);
        }
        return new VersionTree(rest, restMains, height);
    }

    private VersionChunk compactChunk(int child, long revision, GarbageSink sink) {
        VersionChunk chunk = chunk(child);
        int size = chunk.size();
        int first = chunk.firstKept(revision, size);
        chunk.drop(0, first, sink);
        if (first == 0) {
            return chunk;
        }
        return first == size ? null : chunk.suffix(first, size);
    }

    private void dropChild(int child, GarbageSink sink) {
        if (height > 0) {
            subtree(child).drop(sink);
        } else {
            chunk(child).drop(0, chunk(child).size(), sink);
        }
    }

    /** The last child that begins at or below the revision; -1 if there is none. */
    private int childAt(long revision) {
        int child = firstMains.length - 1;
        while (child >= 0 && firstMains[child] > revision) {
            child--;
        }
        return child;
    }

    private VersionTree subtree(int child) {
        return (VersionTree) children[child];
    }

    private VersionChunk chunk(int child) {
        return (VersionChunk) children[child];
    }

    private static long firstMain(Object child) {
        return child instanceof VersionTree tree ? tree.firstMains[0] : ((VersionChunk) child).main(0);
    }
}
