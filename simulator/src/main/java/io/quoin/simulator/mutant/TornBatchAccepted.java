package io.quoin.simulator.mutant;

import io.quoin.consensus.wal.Disk;
import io.quoin.simulator.Mutant;
import java.io.IOException;

/** A batch whose write was torn gets checksums that fit, so that recovery takes what is there for what was written. */
final class TornBatchAccepted extends Mutant {
    private static final String DIRECTORY = "member/wal";

    @Override
    public void beforeOpening(Disk disk) throws IOException {
        if (!disk.exists(DIRECTORY)) {
            return;
        }
        for (String name : disk.list(DIRECTORY)) {
            if (name.endsWith(".wal")) {
                LogRepair.makeChecksumsFit(disk, DIRECTORY + "/" + name);
            }
        }
    }
}
