package io.quoin.statemachine.index;

public final class GarbageQueue {
    /** Notes what the change from before (null: none) to after makes garbage later; ascending after.modMain(). Also at load. */
    public void changed(byte[] heldKey, KeyHistory before, KeyHistory after) {
        throw new UnsupportedOperationException();
    }

    /** Moves to the next key to be compacted at this compaction revision; false: none waits. */
    public boolean next(long compactionRevision) {
        throw new UnsupportedOperationException();
    }

    public byte[] key() {
        throw new UnsupportedOperationException();
    }

    public long becomesGarbageAt() {
        throw new UnsupportedOperationException();
    }

    public long size() {
        throw new UnsupportedOperationException();
    }
}
