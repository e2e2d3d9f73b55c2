package io.quoin.server.tools;

import io.quoin.consensus.wal.WalInspection;
import io.quoin.server.member.StoppedDataDirectory;
import io.quoin.statemachine.inspection.StoreInspection;
import io.quoin.statemachine.inspection.StoredRecord;
import io.quoin.storage.EngineStats;

/** How the contents of a data directory are written. */
interface DumpReport {
    /** Everything but single keys and records. */
    void summary(
            StoppedDataDirectory directory, String engine, EngineStats stats, StoreInspection store, WalInspection log);

    /** The live keys. */
    void keys(StoreInspection store);

    /** What stands before the records. */
    void beginRevisions(StoreInspection store);

    /** One stored record. */
    void revision(StoredRecord record);
}
