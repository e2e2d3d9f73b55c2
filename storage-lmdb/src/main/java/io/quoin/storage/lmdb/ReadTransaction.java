package io.quoin.storage.lmdb;

import java.lang.foreign.MemorySegment;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

/** A pooled read transaction and the keys to ask it with; reset while idle, renewed when taken. */
record ReadTransaction(Txn<MemorySegment> txn, KeyBuffer keys) {
    ReadTransaction(Txn<MemorySegment> txn) {
        this(txn, new KeyBuffer());
    }

    /** Frees an idle one. lmdbjava frees only what is not reset. */
    void free() {
        try {
            txn.renew();
            txn.close();
        } catch (LmdbException e) {
            // the environment has failed; it is about to be closed and takes its reader table along
        }
    }
}
