package io.quoin.storage.lmdb;

import io.quoin.storage.BackupReceiver;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.EntrySink;
import io.quoin.storage.RecordSink;
import io.quoin.storage.Table;
import io.quoin.storage.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.lmdbjava.Cursor;
import org.lmdbjava.GetOp;
import org.lmdbjava.LmdbException;

/** A renewed read transaction of one environment, given back at close. */
final class LmdbView implements View {
    private final ViewOwner owner;
    private final Environment environment;
    private final ReadTransaction transaction;
    private final int slot;
    private Cursor<MemorySegment> lookUps;
    private boolean lastFound;
    private long lastMain;
    private int lastSub;
    private boolean closed;

    LmdbView(ViewOwner owner, Environment environment, ReadTransaction transaction, int slot) {
        this.owner = owner;
        this.environment = environment;
        this.transaction = transaction;
        this.slot = slot;
    }

    @Override
    public boolean get(long main, int sub, RecordSink sink) {
        checkOpen();
        try {
            if (!find(main, sub)) {
                return false;
            }
        } catch (LmdbException e) {
            throw owner.failed("reading " + main + "/" + sub, e, 0);
        }
        sink.record(main, sub, lookUps.val().asReadOnly());
        return true;
    }

    /**
     * Puts the cursor on a record if it is there. Keys that were written one after the other are often read so: then
     * the record is the next one, and no search is needed.
     */
    private boolean find(long main, int sub) {
        if (lookUps == null) {
            lookUps = transaction.renewedCursor(environment.records());
        }
        boolean mayBeNext = lastFound && (main == lastMain ? sub == lastSub + 1 : main == lastMain + 1 && sub == 0);
        lastMain = main;
        lastSub = sub;
        lastFound = mayBeNext && lookUps.next() && isAt(main, sub)
                || lookUps.get(transaction.keys().record(main, sub), GetOp.MDB_SET_KEY);
        return lastFound;
    }

    private boolean isAt(long main, int sub) {
        return KeyBuffer.main(lookUps.key()) == main && KeyBuffer.sub(lookUps.key()) == sub;
    }

    @Override
    public void scan(long fromMain, int fromSub, long toMain, RecordSink sink) {
        checkOpen();
        try (var cursor = environment.records().openCursor(transaction.txn())) {
            var from = transaction.keys().record(fromMain, fromSub);
            for (var found = cursor.get(from, GetOp.MDB_SET_RANGE); found; found = cursor.next()) {
                var main = KeyBuffer.main(cursor.key());
                var sub = KeyBuffer.sub(cursor.key());
                if (main >= toMain || !sink.record(main, sub, cursor.val().asReadOnly())) {
                    return;
                }
            }
        } catch (LmdbException e) {
            throw owner.failed("scanning from " + fromMain + "/" + fromSub, e, 0);
        }
    }

    @Override
    public void entries(Table table, EntrySink sink) {
        checkOpen();
        try (var cursor = environment.tables().openCursor(transaction.txn())) {
            var from = transaction.keys().tableStart(table);
            for (var found = cursor.get(from, GetOp.MDB_SET_RANGE); found; found = cursor.next()) {
                var key = cursor.key().toArray(ValueLayout.JAVA_BYTE);
                if (key[0] != table.code()) {
                    return;
                }
                var bare = Arrays.copyOfRange(key, 1, key.length);
                if (!sink.entry(bare, cursor.val().toArray(ValueLayout.JAVA_BYTE))) {
                    return;
                }
            }
        } catch (LmdbException e) {
            throw owner.failed("reading the table " + table, e, 0);
        }
    }

    /** The checkpoint of the commit that this view shows. */
    Checkpoint checkpoint() {
        checkOpen();
        return environment.checkpoint(transaction.txn(), transaction.keys());
    }

    /** Hands over everything that this view shows. */
    void copyTo(BackupReceiver receiver) {
        receiver.begin(checkpoint());
        for (var table : Table.values()) {
            entries(table, (key, value) -> {
                receiver.entry(table, key, value);
                return true;
            });
        }
        scan(1, 0, Long.MAX_VALUE, (main, sub, record) -> {
            receiver.record(main, sub, record);
            return true;
        });
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            owner.giveBack(environment, transaction, slot);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the view is closed");
        }
        owner.checkNotFailed();
    }
}
