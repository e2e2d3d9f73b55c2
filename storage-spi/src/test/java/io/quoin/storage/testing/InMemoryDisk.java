package io.quoin.storage.testing;

import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineBusyException;
import io.quoin.storage.EngineIoException;
import io.quoin.storage.EngineOptions;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What survives an {@link InMemoryEngine}: open engines over it again and again, crash between. It decides nothing by
 * itself: what is lost, where a bit flips and what fails is up to the caller, so a run can be repeated exactly.
 *
 * <p>Commits become durable with {@code sync}, a clean close, an open, or when more than {@code unsyncedCommitsMax}
 * came after them. Thread safe.
 */
public final class InMemoryDisk {
    /** What can be made to fail once, with {@link EngineIoException}. The engine is then unusable until reopened. */
    public enum Fault {
        /** The next open. */
        OPEN,
        /** The next commit, without effect. */
        COMMIT_LOST,
        /** The next commit, with effect: the caller is told that it failed and finds it after reopening. */
        COMMIT_KEPT,
        /** The next sync. */
        SYNC,
        /** The next get or scan. */
        READ
    }

    private final int unsyncedCommitsMax;
    private final ArrayDeque<Consumer<Contents>> unsynced = new ArrayDeque<>();
    private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    private Contents durable = new Contents();
    private Contents current = new Contents();
    private InMemoryEngine open;
    private long capacityBytes = Long.MAX_VALUE;

    /** A fresh disk that holds back the last commit only, as LMDB without meta sync does. */
    public InMemoryDisk() {
        this(1);
    }

    /** A fresh disk that may lose up to this many last commits; 0 makes each durable at once. */
    public InMemoryDisk(int unsyncedCommitsMax) {
        this.unsyncedCommitsMax = unsyncedCommitsMax;
    }

    /**
     * Opens an engine.
     *
     * @throws EngineBusyException when one is open
     * @throws EngineIoException on {@link Fault#OPEN}
     */
    public synchronized InMemoryEngine open(EngineOptions options) {
        if (open != null) {
            throw new EngineBusyException("the disk is open", null);
        }
        failIf(Fault.OPEN);
        makeDurable(0);
        open = new InMemoryEngine(this, options);
        return open;
    }

    /** Crashes and loses every commit that is not durable. */
    public void crash() {
        crash(0);
    }

    /** Crashes and keeps a prefix of the commits that are not durable, chosen by the generator. */
    public synchronized void crash(RandomGenerator random) {
        crash(random.nextInt(unsynced.size() + 1));
    }

    /**
     * Crashes and keeps the first few of the commits that are not durable. The open engine is dead from then on.
     *
     * @param commitsKept 0 to {@link #unsyncedCommits()}
     */
    public synchronized void crash(int commitsKept) {
        if (commitsKept < 0 || commitsKept > unsynced.size()) {
            throw new IllegalArgumentException(commitsKept + " of " + unsynced.size() + " commits");
        }
        makeDurable(unsynced.size() - commitsKept);
        unsynced.clear();
        current = durable.copy();
        open = null;
    }

    /** How many commits a crash can lose. */
    public synchronized int unsyncedCommits() {
        return unsynced.size();
    }

    /** What a crash cannot take back. */
    public synchronized Checkpoint durable() {
        return durable.checkpoint();
    }

    /** A copy of what a reader sees. */
    public synchronized Contents contents() {
        return current.copy();
    }

    /**
     * A copy of what is there while no engine is open.
     *
     * @throws EngineBusyException when one is open
     */
    synchronized Contents closedContents() {
        if (open != null) {
            throw new EngineBusyException("the disk is open", null);
        }
        return contents();
    }

    /** Sets how much fits; below what is held, only deletes succeed. */
    public synchronized void capacityBytes(long bytes) {
        capacityBytes = bytes;
    }

    /** Makes the next operation of that kind fail. */
    public synchronized void failNext(Fault fault) {
        faults.add(fault);
    }

    /** Flips a bit of a record that is not empty, both chosen by the generator; null when there is no such record. */
    public synchronized RecordPosition flipBit(RandomGenerator random) {
        var candidates = current.records().entrySet().stream()
                .filter(entry -> entry.getValue().length > 0)
                .toList();
        if (candidates.isEmpty()) {
            return null;
        }
        var chosen = candidates.get(random.nextInt(candidates.size()));
        flipBit(chosen.getKey(), random.nextInt(chosen.getValue().length * 8));
        return chosen.getKey();
    }

    /** Flips one bit of an existing record, on disk and for readers alike. */
    public synchronized void flipBit(RecordPosition position, int bit) {
        var record = current.records().get(position);
        record[bit >> 3] ^= (byte) (1 << (bit & 7)); // the array is shared with what is durable
    }

    synchronized void replace(Contents contents) {
        if (open != null) {
            throw new EngineBusyException("the disk is open", null);
        }
        unsynced.clear();
        durable = contents;
        current = contents.copy();
    }

    synchronized void close(InMemoryEngine engine) {
        if (open == engine) {
            open = null;
        }
    }

    synchronized void commit(Consumer<Contents> change) {
        failIf(Fault.COMMIT_LOST);
        change.accept(current);
        unsynced.add(change);
        failIf(Fault.COMMIT_KEPT);
        makeDurable(unsyncedCommitsMax);
    }

    synchronized void sync() {
        failIf(Fault.SYNC);
        makeDurable(0);
    }

    Contents current() {
        return current;
    }

    synchronized boolean isOpenFor(InMemoryEngine engine) {
        return open == engine;
    }

    synchronized long capacityBytes() {
        return capacityBytes;
    }

    synchronized void failIf(Fault fault) {
        if (faults.remove(fault)) {
            throw new EngineIoException("asked to fail: " + fault, null);
        }
    }

    private void makeDurable(int commitsLeft) {
        while (unsynced.size() > commitsLeft) {
            unsynced.remove().accept(durable);
        }
    }
}
