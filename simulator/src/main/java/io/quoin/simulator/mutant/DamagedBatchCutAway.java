package io.quoin.simulator.mutant;

import io.quoin.consensus.wal.Disk;
import io.quoin.consensus.wal.WalCorruptException;
import io.quoin.simulator.Mutant;
import java.io.IOException;

/**
 * A log that is refused for a damaged batch is cut before it, so that the member starts without what it acknowledged.
 */
final class DamagedBatchCutAway extends Mutant {
    @Override
    public boolean repaired(Disk disk, WalCorruptException refusal) throws IOException {
        boolean batch = refusal.damage() == WalCorruptException.Damage.LAST_BATCH
                || refusal.damage() == WalCorruptException.Damage.DURABLE_BATCH;
        if (batch) {
            LogRepair.cut(disk, refusal.file(), refusal.offset());
        }
        return batch;
    }
}
