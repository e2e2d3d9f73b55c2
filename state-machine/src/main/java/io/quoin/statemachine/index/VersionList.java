package io.quoin.statemachine.index;

import java.util.function.Consumer;

/**
 * The history of a key with two or more uncompacted versions: the newest inline, the ones before it in a tail chunk
 * that fills up, and what lies before the tail in a persistent tree of full chunks.
 *
 * <p>Successive histories share the tail: each sees its first {@code tailSize} entries, and a put writes into the first
 * entry that no history sees yet. So a put copies nothing but, once in a chunk, the right edge of the tree.
 */
final class VersionList extends KeyHistory {
    private final long createMain;
    private final long version;
    /** What is older than the tail; null if nothing is. */
    private final VersionTree tree;

    private final VersionChunk tail;
    private final int tailSize;

    VersionList(
            long main,
            int mark,
            long contentHash,
            long createMain,
            long version,
            VersionTree tree,
            VersionChunk tail,
            int tailSize) {
        super(main, mark, contentHash);
        this.createMain = createMain;
        this.version = version;
        this.tree = tree;
        this.tail = tail;
        this.tailSize = tailSize;
    }

    @Override
    public long createMain() {
        return createMain;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    KeyHistory withNewest(long newMain, int newMark, long newContentHash, long newCreateMain, long newVersion) {
        if (tailSize < VersionChunk.SIZE_MAX) {
            VersionChunk longer = tail.append(tailSize, modMain(), mark());
            return new VersionList(
                    newMain, newMark, newContentHash, newCreateMain, newVersion, tree, longer, tailSize + 1);
        }
        VersionTree grown = tree == null ? VersionTree.of(tail) : tree.append(tail);
        VersionChunk next = VersionChunk.startingWith(newest());
        return new VersionList(newMain, newMark, newContentHash, newCreateMain, newVersion, grown, next, 1);
    }

    @Override
    Version olderAt(long revision) {
        if (tail.main(0) > revision) {
            return tree == null ? null : tree.at(revision);
        }
        return tail.version(tail.lastAt(revision, tailSize));
    }

    @Override
    public void forEachVersion(Consumer<Version> action) {
        if (tree != null) {
            tree.forEachVersion(action);
        }
        tail.forEachVersion(tailSize, action);
        action.accept(newest());
    }

    @Override
    void dropOlder(GarbageSink sink) {
        if (tree != null) {
            tree.drop(sink);
        }
        tail.drop(0, tailSize, sink);
    }

    @Override
    KeyHistory withoutOlder() {
        return newestAlone();
    }

    @Override
    KeyHistory compactOlder(long revision, GarbageSink sink) {
        if (tail.main(0) > revision) {
            VersionTree kept = tree == null ? null : tree.compact(revision, sink);
            return kept == tree ? this : with(kept, tail, tailSize);
        }
        if (tree != null) {
            tree.drop(sink);
        }
        int first = tail.firstKept(revision, tailSize);
        tail.drop(0, first, sink);
        if (first == tailSize) {
            return newestAlone();
        }
        if (first == 0) {
            return tree == null ? this : with(null, tail, tailSize);
        }
        return with(null, tail.suffix(first, tailSize), tailSize - first);
    }

    private VersionList with(VersionTree newTree, VersionChunk newTail, int newTailSize) {
        return new VersionList(modMain(), mark(), contentHash(), createMain, version, newTree, newTail, newTailSize);
    }
}
