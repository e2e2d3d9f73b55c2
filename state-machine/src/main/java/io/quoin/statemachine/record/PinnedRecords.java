package io.quoin.statemachine.record;

import io.quoin.consensus.Invariant;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.View;

/**
 * The records of one moment, in ascending order: those of an engine view, then those that were pending before the view
 * was opened and are not in it. Holds the view, so it is for work that ends soon.
 *
 * <p>Nothing that the caller's state needs is missing if no later compaction was scheduled before this was opened: the
 * engine deletes only what a <em>durable</em> compacted revision covers, and a view loses nothing afterwards. One
 * thread at a time.
 */
public final class PinnedRecords implements AutoCloseable {
    private static final byte[] UNKNOWN_KEY = {};

    private final PendingCursor pending;
    private final View view;
    private final KnownDamage damage;
    private final long through;
    private final StoredForm storedForm = new StoredForm();
    private final Decoded decoded = new Decoded();
    private boolean engineDone;
    private long lastMain = 1;
    private int lastSub = -1;
    private int recordsLeft;

    private PinnedRecords(PendingCursor pending, View view, KnownDamage damage, long through) {
        this.pending = pending;
        this.view = view;
        this.damage = damage;
        this.through = through;
    }

    /**
     * Pins the records up to a published revision. The pending ones first: what flush takes out of them is then in the
     * view. There are none up to a revision below 1.
     *
     * @throws io.quoin.storage.EngineBusyException when too many views are open
     */
    public static PinnedRecords open(PendingRecords pending, StorageEngine engine, KnownDamage damage, long through) {
        PendingCursor cursor = pending.cursor();
        return new PinnedRecords(cursor, engine.view(), damage, through);
    }

    /**
     * Passes the next records, at most this many.
     *
     * @return whether there may be more
     * @throws DamagedRecordException when a record's checksum does not hold
     */
    public boolean next(int recordsMax, Sink sink) {
        Invariant.check(recordsMax > 0, "%d records", recordsMax);
        recordsLeft = recordsMax;
        if (!engineDone) {
            fromEngine(sink);
        }
        return recordsLeft == 0 || fromPending(sink);
    }

    private void fromEngine(Sink sink) {
        view.scan(lastMain, lastSub + 1, Math.max(1, through + 1), (main, sub, stored) -> {
            if (!storedForm.copy(main, sub, stored, decoded)) {
                RecordHead head = storedForm.head(main, sub, stored);
                throw damage.met(new DamagedRecordException(head == null ? UNKNOWN_KEY : head.key(), main, sub));
            }
            pass(main, sub, decoded.array, decoded.bytes, sink);
            return recordsLeft > 0;
        });
        engineDone = recordsLeft > 0;
    }

    /** Whether there may be more. */
    private boolean fromPending(Sink sink) {
        while (recordsLeft > 0) {
            if (!pending.next() || pending.main() > through) {
                return false;
            }
            boolean isLater = pending.main() > lastMain || pending.main() == lastMain && pending.sub() > lastSub;
            if (isLater) {
                pass(pending.main(), pending.sub(), pending.bytes(), pending.bytes().length, sink);
            }
        }
        return true;
    }

    private void pass(long main, int sub, byte[] array, int bytes, Sink sink) {
        lastMain = main;
        lastSub = sub;
        recordsLeft--;
        sink.record(main, sub, array, bytes);
    }

    @Override
    public void close() {
        view.close();
    }

    /** Receives records in ascending order. */
    @FunctionalInterface
    public interface Sink {
        /** Takes one record: the first bytes of an array that is not the receiver's to keep or to change. */
        void record(long main, int sub, byte[] array, int bytes);
    }

    /** The array of the last record: a long history is walked without leaving garbage for each of its records. */
    private static final class Decoded implements RecordOutput {
        private byte[] array = new byte[1 << 12];
        private int bytes;

        @Override
        public int room(int recordBytes) {
            if (array.length < recordBytes) {
                array = new byte[Math.max(recordBytes, 2 * array.length)];
            }
            bytes = recordBytes;
            return 0;
        }

        @Override
        public byte[] array() {
            return array;
        }
    }
}
