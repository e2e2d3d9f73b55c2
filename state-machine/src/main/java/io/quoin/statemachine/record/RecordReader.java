package io.quoin.statemachine.record;

import io.quoin.storage.RecordSink;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.View;
import java.lang.foreign.MemorySegment;

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
        private final RecordSink decode = this::decode;
        private final RecordSink measure = this::measure;
        private final RecordSink copy = this::copy;
        private View view;
        private int recordsLeft;
        private byte[] found;
        private int foundBytes;
        private RecordOutput output;
        private boolean failed;

        private Session() {}

        /**
         * The record at (main, sub), or null when it is neither pending nor in the engine.
         *
         * @param key its key, for the exception
         * @throws DamagedRecordException when its checksum does not hold
         */
        public byte[] read(byte[] key, long main, int sub) {
            byte[] record = pendingRecord(main, sub);
            if (record != null) {
                return record;
            }
            return inEngine(key, main, sub, decode) ? found : null;
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
            byte[] record = pendingRecord(main, sub);
            if (record != null) {
                return record.length;
            }
            if (!inEngine(key, main, sub, measure)) {
                throw new DamagedRecordException(key, main, sub);
            }
            return foundBytes;
        }

        /**
         * Copies a record that must be there.
         *
         * @throws DamagedRecordException when it is missing or its checksum does not hold; the output is of no use then
         */
        public void copy(byte[] key, long main, int sub, RecordOutput to) {
            byte[] record = pendingRecord(main, sub);
            if (record != null) {
                int start = to.room(record.length);
                System.arraycopy(record, 0, to.array(), start, record.length);
                return;
            }
            output = to;
            if (!inEngine(key, main, sub, copy)) {
                throw new DamagedRecordException(key, main, sub);
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

        private byte[] pendingRecord(long main, int sub) {
            return seesUnpublished ? pending.findAppended(main, sub) : pending.find(main, sub);
        }

        /** A view opened before a look may be older than the commit that took the record out of pending. */
        private boolean inEngine(byte[] key, long main, int sub, RecordSink use) {
            if (view != null && recordsLeft > 0 && inView(key, main, sub, use)) {
                return true;
            }
            close();
            view = engine.view();
            recordsLeft = VIEW_RECORDS_MAX;
            return inView(key, main, sub, use);
        }

        private boolean inView(byte[] key, long main, int sub, RecordSink use) {
            recordsLeft--;
            failed = false;
            boolean there = view.get(main, sub, use);
            if (failed) {
                throw damage.met(new DamagedRecordException(key, main, sub));
            }
            return there;
        }

        private boolean decode(long main, int sub, MemorySegment stored) {
            found = storedForm.decode(main, sub, stored);
            failed = found == null;
            return true;
        }

        private boolean measure(long main, int sub, MemorySegment stored) {
            foundBytes = storedForm.verifiedBytes(main, sub, stored);
            failed = foundBytes < 0;
            return true;
        }

        private boolean copy(long main, int sub, MemorySegment stored) {
            failed = !storedForm.copy(main, sub, stored, output);
            return true;
        }
    }
}
