package io.quoin.consensus.raft.replication;

import io.quoin.consensus.Invariant;

/**
 * Append messages that are on their way to one follower, bounded by number and by bytes. Full is a state, not an error:
 * the bound on bytes may be passed by the message that reaches it.
 */
final class InflightWindow {
    private final long bytesMax;
    private final long[] lastIndexes;
    private final long[] sizes;
    private int start;
    private int count;
    private long bytes;

    InflightWindow(int messagesMax, long bytesMax) {
        this.bytesMax = bytesMax;
        this.lastIndexes = new long[messagesMax];
        this.sizes = new long[messagesMax];
    }

    boolean isFull() {
        return count == lastIndexes.length || bytes >= bytesMax;
    }

    /** Notes a message whose last entry is at {@code lastIndex}, which is above all noted before. */
    void add(long lastIndex, long messageBytes) {
        Invariant.check(!isFull(), "append up to %d sent into a full window", lastIndex);
        Invariant.check(
                count == 0 || lastIndexes[slot(count - 1)] < lastIndex, "append up to %d is not the newest", lastIndex);
        int slot = slot(count);
        lastIndexes[slot] = lastIndex;
        sizes[slot] = messageBytes;
        count++;
        bytes += messageBytes;
    }

    /** Forgets the messages whose entries have all arrived. */
    void freeUpTo(long index) {
        while (count > 0 && lastIndexes[start] <= index) {
            bytes -= sizes[start];
            start = slot(1);
            count--;
        }
        Invariant.check(count > 0 || bytes == 0, "%d bytes in an empty window", bytes);
    }

    /** Forgets all; messages and bytes together (raft#54 forgot the bytes). */
    void reset() {
        start = 0;
        count = 0;
        bytes = 0;
    }

    int messages() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    private int slot(int offset) {
        int slot = start + offset;
        return slot < lastIndexes.length ? slot : slot - lastIndexes.length;
    }
}
