package io.quoin.statemachine.index;

import io.quoin.consensus.Invariant;
import java.util.function.Consumer;

/**
 * All versions of one key that are not compacted, immutable: every change returns another history, and the old one
 * stays as it is for those who read an older snapshot.
 *
 * <p>The rules are etcd's ({@code key_index.go}): a put on an absent or deleted key opens a generation, whose
 * {@code createMain} is that put's revision and whose first version is 1; each further put adds 1; a tombstone closes
 * the generation. Revisions {@code (main, sub)} only grow; several changes of one key under the same {@code main} are
 * allowed, and {@link #at} then sees the last of them.
 *
 * <table>
 * <caption>Cost, with n uncompacted versions</caption>
 * <tr><td>{@link #put}, {@link #delete}</td><td>O(1) amortised; the older versions are shared, not copied</td></tr>
 * <tr><td>{@link #at}</td><td>O(1) for the newest, else O(log n)</td></tr>
 * <tr><td>{@link #compact}</td><td>O(dropped + log n)</td></tr>
 * <tr><td>memory</td><td>48 bytes for one version; about 14 for each older one of a long history</td></tr>
 * </table>
 *
 * <p>Threads: {@link #put}, {@link #delete} and {@link #compact} belong to the one writing thread. Reading is for any
 * thread that got the history through a safe publication (a final or volatile reference to the index).
 */
public abstract sealed class KeyHistory permits SingleVersion, VersionList {
    private static final long NO_CONTENT = 0;

    /** Main revision of the newest version. */
    private final long main;
    /** The newest version's {@link Mark}. */
    private final int mark;

    /** Hash of the newest version's content. */
    private final long contentHash;

    KeyHistory(long main, int mark, long contentHash) {
        this.main = main;
        this.mark = mark;
        this.contentHash = contentHash;
    }

    /** The history of a key that did not exist and is put at this revision. */
    public static KeyHistory created(long main, int sub) {
        return created(main, sub, NO_CONTENT);
    }

    /** As {@link #created(long, int)}, with a hash of what was put, which is kept for the newest version only. */
    public static KeyHistory created(long main, int sub, long contentHash) {
        return new SingleVersion(main, sub, contentHash, main, 1);
    }

    /**
     * The history that begins with a stored version: at load, with the oldest version that compaction left. That one
     * may be a tombstone (an interrupted compaction, or one at exactly the tombstone's revision).
     */
    public static KeyHistory restored(Version oldest) {
        return restored(oldest, NO_CONTENT);
    }

    /** As {@link #restored(Version)}, with a hash of what was put. */
    public static KeyHistory restored(Version oldest, long contentHash) {
        Invariant.check(
                oldest.version() != 1 || oldest.createMain() == oldest.main(),
                "version 1 at %d, but created at %d",
                oldest.main(),
                oldest.createMain());
        int mark = oldest.isTombstone() ? Mark.tombstone(oldest.sub()) : oldest.sub();
        return new SingleVersion(oldest.main(), mark, contentHash, oldest.createMain(), oldest.version());
    }

    /** This history and a put at a later revision. */
    public final KeyHistory put(long newMain, int newSub) {
        return put(newMain, newSub, NO_CONTENT);
    }

    /** As {@link #put(long, int)}, with a hash of what was put, which is kept for the newest version only. */
    public final KeyHistory put(long newMain, int newSub, long newContentHash) {
        checkLater(newMain, newSub);
        return isLive()
                ? withNewest(newMain, newSub, newContentHash, createMain(), version() + 1)
                : withNewest(newMain, newSub, newContentHash, newMain, 1);
    }

    /** This history and a tombstone at a later revision. Only a live key can be deleted. */
    public final KeyHistory delete(long newMain, int newSub) {
        checkLater(newMain, newSub);
        Invariant.check(isLive(), "deleted at %d, but its newest version at %d is a tombstone", newMain, main);
        return withNewest(newMain, Mark.tombstone(newSub), NO_CONTENT, 0, 0);
    }

    /** Whether the key exists now, that is, its newest version is not a tombstone. */
    public final boolean isLive() {
        return !Mark.isTombstone(mark);
    }

    /** Main revision of the newest version, tombstones included. */
    public final long modMain() {
        return main;
    }

    /** Sub revision of the newest version, tombstones included. */
    public final int modSub() {
        return Mark.sub(mark);
    }

    /** Revision that created the present generation; 0 when the newest version is a tombstone. */
    public abstract long createMain();

    /** Number of puts in the present generation; 0 when the newest version is a tombstone. */
    public abstract long version();

    /** The hash of the newest version's content, as it was given with the put; 0 for a tombstone. */
    public final long contentHash() {
        return contentHash;
    }

    /** The newest version, tombstones included. */
    public final Version newest() {
        return new Version(main, modSub(), createMain(), version());
    }

    /**
     * What a reader at this revision sees; null when the key did not exist or was deleted then. A revision below the
     * last compaction has no meaning here; refusing it is the caller's task.
     */
    public final Version at(long revision) {
        Version version = main <= revision ? newest() : olderAt(revision);
        return version == null || version.isTombstone() ? null : version;
    }

    /**
     * Drops what no reader at this or a later revision can see: all versions older than the newest at or below it,
     * and that one too if it is a tombstone below it. A tombstone at exactly this revision stays, as in etcd
     * (etcd#19179: watchers and hashes at the compacted revision still see it). Returns this if nothing was dropped,
     * null if nothing is left.
     */
    public final KeyHistory compact(long revision, GarbageSink sink) {
        if (main > revision) {
            return compactOlder(revision, sink);
        }
        dropOlder(sink);
        if (!isLive() && main < revision) {
            sink.dropped(main, modSub());
            return null;
        }
        return withoutOlder();
    }

    /** All versions, oldest first, tombstones included. */
    public abstract void forEachVersion(Consumer<Version> action);

    final int mark() {
        return mark;
    }

    final SingleVersion newestAlone() {
        return new SingleVersion(main, mark, contentHash, createMain(), version());
    }

    abstract KeyHistory withNewest(long newMain, int newMark, long newContentHash, long newCreateMain, long newVersion);

    /** The newest of the older versions at or below the revision, tombstones included; null if there is none. */
    abstract Version olderAt(long revision);

    abstract void dropOlder(GarbageSink sink);

    abstract KeyHistory withoutOlder();

    /** As {@link #compact} for a revision below the newest version, which therefore stays. */
    abstract KeyHistory compactOlder(long revision, GarbageSink sink);

    private void checkLater(long newMain, int newSub) {
        Invariant.check(
                newMain > main || (newMain == main && newSub > modSub()),
                "a change at (%d, %d) after one at (%d, %d)",
                newMain,
                newSub,
                main,
                modSub());
    }
}
