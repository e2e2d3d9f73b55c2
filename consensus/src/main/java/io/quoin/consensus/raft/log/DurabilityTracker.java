package io.quoin.consensus.raft.log;

import io.quoin.consensus.Invariant;
import java.util.ArrayDeque;

/**
 * Which part of the log is on stable storage, while batches are on their way there (rule D5).
 *
 * <p>An index says too little. Worked example: batch 4 writes (index 7, term 2). Before it is done, a new leader
 * replaces the entry: batch 5 cuts from 7 and writes (7, term 3). If the completion of 4 were taken as "7 is durable",
 * (7, term 3) would be acknowledged although only (7, term 2) is on the disk; and a third leader may even bring term 2
 * back. So a completion below {@code lastTruncationSequence}, here 5, says nothing of indexes any more; that of 5 does.
 */
public final class DurabilityTracker {
    private record Outstanding(long sequence, long lastIndex) {}

    private final ArrayDeque<Outstanding> outstanding = new ArrayDeque<>();
    private long nextSequence;
    private long persistedSequence;
    private long lastTruncationSequence;
    private long durableIndex;
    private boolean stalled;

    /** Everything up to {@code durableIndex} is durable, and was so with batch {@code lastSequence}. */
    public DurabilityTracker(long lastSequence, long durableIndex) {
        this.persistedSequence = lastSequence;
        this.nextSequence = lastSequence + 1;
        this.durableIndex = durableIndex;
    }

    /** The sequence of the batch that will hold what changes now. */
    public long nextSequence() {
        return nextSequence;
    }

    /** The newest batch that was handed out, or was there at the start. */
    public long handedOutSequence() {
        return nextSequence - 1;
    }

    /** Whether a batch was handed out and is not yet known to be durable. */
    public boolean isBehind() {
        return persistedSequence < handedOutSequence();
    }

    /** Whether the batch {@code sequence} is known to be durable. */
    public boolean isDurable(long sequence) {
        return sequence <= persistedSequence;
    }

    /** The next batch drops, from {@code index} on, what earlier batches have or may have written. */
    public void truncated(long index) {
        lastTruncationSequence = nextSequence;
        durableIndex = Math.min(durableIndex, index - 1);
    }

    /** A batch leaves for the disk; with it the log ends at {@code lastIndex}. Returns its sequence. */
    public long handOut(long lastIndex) {
        outstanding.addLast(new Outstanding(nextSequence, lastIndex));
        return nextSequence++;
    }

    /** The batch {@code sequence} and all before it are durable. */
    public void persisted(long sequence) {
        Invariant.check(
                sequence <= handedOutSequence(), "batch %d persisted, %d handed out", sequence, nextSequence - 1);
        Invariant.check(sequence > persistedSequence, "batch %d persisted after %d", sequence, persistedSequence);
        persistedSequence = sequence;
        stalled = false;
        long lastIndex = 0;
        while (!outstanding.isEmpty() && outstanding.peekFirst().sequence() <= sequence) {
            lastIndex = outstanding.removeFirst().lastIndex();
        }
        if (sequence >= lastTruncationSequence) {
            Invariant.check(lastIndex >= durableIndex, "durable index falls from %d to %d", durableIndex, lastIndex);
            durableIndex = lastIndex;
        }
    }

    /** Highest index up to which the log, as it is now, is on stable storage. */
    public long durableIndex() {
        return durableIndex;
    }

    /** The oldest outstanding batch takes too long; says nothing when none is outstanding. */
    public void stalled() {
        stalled = isBehind();
    }

    /** Whether the disk was found stalled and has not completed a batch since. */
    public boolean isStalled() {
        return stalled;
    }
}
