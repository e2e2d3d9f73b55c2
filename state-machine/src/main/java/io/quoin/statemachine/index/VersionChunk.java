package io.quoin.statemachine.index;

import java.util.function.Consumer;

/**
 * Up to {@link #SIZE_MAX} successive versions of one key, 12 bytes each: revisions are stored, create revisions and
 * version numbers are counted from the state before the first entry.
 *
 * <p>An entry never changes once a history sees it. Entries that none sees may be claimed by {@link #append}, which is
 * called on the writing thread only; readers never look beyond the size that their history gives.
 */
final class VersionChunk {
    static final int SIZE_MAX = 32;
    private static final int SIZE_FIRST = 2;

    private final long[] mains;
    private final int[] marks;
    /** Generation before the first entry: its create revision and version; both 0 if there is none. */
    private final long createMainBefore;

    private final long versionBefore;
    /** Entries that some history sees. */
    private int used;

    private VersionChunk(long[] mains, int[] marks, int used, long createMainBefore, long versionBefore) {
        this.mains = mains;
        this.marks = marks;
        this.used = used;
        this.createMainBefore = createMainBefore;
        this.versionBefore = versionBefore;
    }

    static VersionChunk startingWith(Version first) {
        boolean continues = first.version() > 1;
        var chunk = new VersionChunk(
                new long[SIZE_FIRST],
                new int[SIZE_FIRST],
                1,
                continues ? first.createMain() : 0,
                continues ? first.version() - 1 : 0);
        chunk.mains[0] = first.main();
        chunk.marks[0] = first.isTombstone() ? Mark.tombstone(first.sub()) : first.sub();
        return chunk;
    }

    /**
     * A chunk whose first {@code size} entries are this one's, followed by a new one; this very chunk where possible.
     */
    VersionChunk append(int size, long main, int mark) {
        VersionChunk target = used == size && size < mains.length ? this : copy(0, size, roomFor(size + 1));
        target.mains[size] = main;
        target.marks[size] = mark;
        target.used = size + 1;
        return target;
    }

    /** Entries from {@code first} on, in a chunk of exactly their size. */
    VersionChunk suffix(int first, int size) {
        return copy(first, size, size - first);
    }

    /** Size of a chunk that is no tail any more. */
    int size() {
        return used;
    }

    long main(int entry) {
        return mains[entry];
    }

    /** The last of the first {@code size} entries at or below the revision; -1 if there is none. */
    int lastAt(long revision, int size) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (mains[middle] <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** The first entry that a compaction at this revision keeps; {@code size} if it keeps none of these. */
    int firstKept(long revision, int size) {
        int last = lastAt(revision, size);
        boolean unseenTombstone = last >= 0 && Mark.isTombstone(marks[last]) && mains[last] < revision;
        return unseenTombstone ? last + 1 : Math.max(last, 0);
    }

    Version version(int entry) {
        long createMain = createMainBefore;
        long version = versionBefore;
        for (int i = 0; i <= entry; i++) {
            if (Mark.isTombstone(marks[i])) {
                createMain = 0;
                version = 0;
            } else {
                createMain = version == 0 ? mains[i] : createMain;
                version++;
            }
        }
        return new Version(mains[entry], Mark.sub(marks[entry]), createMain, version);
    }

    void forEachVersion(int size, Consumer<Version> action) {
        for (int i = 0; i < size; i++) {
            action.accept(version(i));
        }
    }

    void drop(int from, int to, GarbageSink sink) {
        for (int i = from; i < to; i++) {
            sink.dropped(mains[i], Mark.sub(marks[i]));
        }
    }

    private VersionChunk copy(int first, int size, int room) {
        Version before = first == 0 ? null : version(first - 1);
        var copy = new VersionChunk(
                new long[room],
                new int[room],
                size - first,
                before == null ? createMainBefore : before.createMain(),
                before == null ? versionBefore : before.version());
        System.arraycopy(mains, first, copy.mains, 0, size - first);
        System.arraycopy(marks, first, copy.marks, 0, size - first);
        return copy;
    }

    private static int roomFor(int size) {
        return Math.min(SIZE_MAX, Math.max(SIZE_FIRST, Integer.highestOneBit(size - 1) << 1));
    }
}
