package io.quoin.consensus.node;

import io.quoin.consensus.raft.PersistBatch;
import io.quoin.consensus.wal.Wal;
import java.io.IOException;

/** Writes and forces on the calling thread: right while this member alone is a quorum. */
public final class InlineWalStep implements WalStep {
    private final Wal wal;

    public InlineWalStep(Wal wal) {
        this.wal = wal;
    }

    @Override
    public boolean persist(PersistBatch batch) throws IOException {
        wal.append(batch);
        return true;
    }

    @Override
    public void markIdle() throws IOException {
        wal.appendIdleMarker();
    }

    /** Never: a batch without room is not taken. */
    @Override
    public boolean waitsForRoom() {
        return false;
    }

    @Override
    public boolean wantsNextSegment() {
        return wal.wantsNextSegment();
    }
}
