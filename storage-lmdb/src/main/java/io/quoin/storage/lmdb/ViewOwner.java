package io.quoin.storage.lmdb;

import io.quoin.storage.EngineException;

/** Where a view comes from and goes back to. */
interface ViewOwner {
    /** Takes back what a closed view held. */
    void giveBack(Environment from, ReadTransaction transaction, int slot);

    /** What to throw for an error of LMDB. */
    EngineException failed(String doing, RuntimeException e, long wantedBytes);

    /** Refuses to read what has failed. */
    void checkNotFailed();
}
