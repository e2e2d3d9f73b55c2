package io.quoin.statemachine.record;

/**
 * Steps through the published pending records as they were when the cursor was made, in ascending order. It keeps them
 * in memory, flushed or not, until it is let go. One thread at a time.
 */
public final class PendingCursor {
    private final PendingChunk[] chunks;
    private int chunk;
    private int position = -1;

    PendingCursor(PendingChunk[] chunks) {
        this.chunks = chunks;
    }

    /** Steps to the next record; false when there is none. */
    public boolean next() {
        position++;
        while (chunk < chunks.length && position >= chunks[chunk].visible()) {
            chunk++;
            position = 0;
        }
        return chunk < chunks.length;
    }

    /** Revision of the present record. Only after {@link #next} was true. */
    public long main() {
        return chunks[chunk].mains[position];
    }

    /** Position of the present record within its revision. */
    public int sub() {
        return chunks[chunk].subs[position];
    }

    /** The present record, not to be changed. */
    public byte[] bytes() {
        return chunks[chunk].records[position];
    }
}
