package io.quoin.statemachine.record;

import io.quoin.consensus.EntryId;

/** Told of damaged records. May not block or throw. */
public interface DamageObserver {
    /** Looks away. */
    DamageObserver NONE = new DamageObserver() {
        @Override
        public void met(byte[] key, long main, int sub) {}

        @Override
        public void applyStopped(EntryId entry, DamagedRecordException reason) {}
    };

    /**
     * A damaged record was met: at opening, by a read, a hash or apply. Any thread; once for each of the first
     * {@value KnownDamage#PLACES_MAX} records.
     *
     * @param key its key; empty when it is not known
     */
    void met(byte[] key, long main, int sub);

    /** Apply needs a damaged record: this member applies neither that entry nor a later one. Node thread, once. */
    void applyStopped(EntryId entry, DamagedRecordException reason);
}
