package io.quoin.statemachine.record;

import io.quoin.storage.StorageEngine;
import io.quoin.storage.View;

/**
 * Finds records: pending first, then in an engine view that was opened <em>after</em> that look. Flush lets a record go
 * only after its commit, so what both miss is not there: compaction has passed it, or it is damage; the caller knows
 * which.
 *
 * <p>The reader may be shared by threads; a {@link Session} belongs to one.
 */
public final class RecordReader {
    private final PendingRecords pending;
    private final StorageEngine engine;
    private final KnownDamage damage;
    private final boolean seesUnpublished;

    private RecordReader(PendingRecords pending, StorageEngine engine, KnownDamage damage, boolean seesUnpublished) {
        this.pending = pending;
        this.engine = engine;
        this.damage = damage;
        this.seesUnpublished = seesUnpublished;
    }

    /** For readers of a published state. Any thread. */
    public static RecordReader ofPublished(PendingRecords pending, StorageEngine engine, KnownDamage damage) {
        return new RecordReader(pending, engine, damage, false);
    }

    /**
     * For apply, which also sees what it has not published. Node thread. Apply cannot be refused a view: the engine
     * must allow more than readers ever hold, or its {@code EngineBusyException} halts the node.
     */
    public static RecordReader ofAppended(PendingRecords pending, StorageEngine engine, KnownDamage damage) {
        return new RecordReader(pending, engine, damage, true);
    }

    /** Keeps in mind that this was damage: compaction has not passed that record. Gives the exception back. */
    public DamagedRecordException met(DamagedRecordException e) {
        return damage.met(e);
    }

    /** Begins a series of look-ups that may share an engine view. Nothing is opened before it is needed. */
    public Session open() {
        return new Session();
    }

    /** A series of look-ups. Holds at most one view, for at most {@value #VIEW_RECORDS_MAX} records. */
    public final class Session implements AutoCloseable {
        private static final int VIEW_RECORDS_MAX = 1_000;

        private final StoredForm storedForm = new StoredForm();
        private View view;
        private int recordsLeft;
        private byte[] found;
        private boolean lengthOnly;
        private int foundBytes;
        private boolean failed;

        private Session() {}

        /**
         * The record at (main, sub), or null when it is neither pending nor in the engine.
         *
         * @param key its key, for the exception
         * @throws DamagedRecordException when its checksum does not hold
         */
        public byte[] read(byte[] key, long main, int sub) {
            byte[] record = seesUnpublished ? pending.findAppended(main, sub) : pending.find(main, sub);
            if (record != null) {
                return record;
            }
            if (view != null && recordsLeft > 0 && inView(key, main, sub)) {
                return found;
            }
            renewView();
            return inView(key, main, sub) ? found : null;
        }

        /** As {@link #read}, for a record that must be there: missing is damage too. */
        public byte[] require(byte[] key, long main, int sub) {
            byte[] record = read(key, main, sub);
            if (record == null) {
                throw new DamagedRecordException(key, main, sub);
            }
            return record;
        }

        /**
         * The length of a record that must be there, in bytes: its checksum is verified and nothing is copied.
         *
         * @throws DamagedRecordException when it is missing or its checksum does not hold
         */
        public int lengthOf(byte[] key, long main, int sub) {
            byte[] record = seesUnpublished ? pending.findAppended(main, sub) : pending.find(main, sub);
            if (record != null) {
                return record.length;
            }
            lengthOnly = true;
            try {
                if (view == null || recordsLeft <= 0 || !inView(key, main, sub)) {
                    renewView();
                    if (!inView(key, main, sub)) {
                        throw new DamagedRecordException(key, main, sub);
                    }
                }
                return foundBytes;
            } finally {
                lengthOnly = false;
            }
        }

        /** Gives the view back; a later look-up opens another. */
        @Override
        public void close() {
            if (view != null) {
                view.close();
                view = null;
            }
        }

        /** A view opened before a look may be older than the commit that took the record out of pending. */
        private void renewView() {
            close();
            view = engine.view();
            recordsLeft = VIEW_RECORDS_MAX;
        }

        private boolean inView(byte[] key, long main, int sub) {
            recordsLeft--;
            failed = false;
            boolean there = view.get(main, sub, (recordMain, recordSub, stored) -> {
                if (lengthOnly) {
                    foundBytes = storedForm.verifiedBytes(recordMain, recordSub, stored);
                    failed = foundBytes < 0;
                } else {
                    found = storedForm.decode(recordMain, recordSub, stored);
                    failed = found == null;
                }
                return true;
            });
            if (failed) {
                throw damage.met(new DamagedRecordException(key, main, sub));
            }
            return there;
        }
    }
}
