package io.quoin.storage.lmdb;

import java.lang.foreign.MemorySegment;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

/**
 * A pooled read transaction, the keys to ask it with, and a cursor over the records; reset while idle, renewed when
 * taken.
 */
final class ReadTransaction {
    private final Txn<MemorySegment> txn;
    private final KeyBuffer keys = new KeyBuffer();
    private Cursor<MemorySegment> cursor;

    ReadTransaction(Txn<MemorySegment> txn) {
        this.txn = txn;
    }

    Txn<MemorySegment> txn() {
        return txn;
    }

    KeyBuffer keys() {
        return keys;
    }

    /** The cursor, at no record: for look-ups by one view, which are cheap where they are near to each other. */
    Cursor<MemorySegment> renewedCursor(Dbi<MemorySegment> records) {
        if (cursor == null) {
            cursor = records.openCursor(txn);
        } else {
            cursor.renew(txn);
        }
        return cursor;
    }

    /** Frees an idle one. lmdbjava frees only what is not reset. */
    void free() {
        try {
            if (cursor != null) {
                cursor.close();
            }
            txn.renew();
            txn.close();
        } catch (LmdbException e) {
            // the environment has failed; it is about to be closed and takes its reader table along
        }
    }
}
