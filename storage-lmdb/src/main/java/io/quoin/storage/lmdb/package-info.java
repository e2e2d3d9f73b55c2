/**
 * The LMDB engine, named {@code lmdb}: one B+tree file with atomic transactions that no crash can tear.
 *
 * <pre>
 * &lt;directory&gt;/LOCK            one opener
 * &lt;directory&gt;/env-&lt;n&gt;/        the one with the highest n holds the contents; lower ones are leftovers
 * &lt;directory&gt;/building-&lt;n&gt;/   one that is being made at a first open, restore or defragmentation
 * </pre>
 *
 * <p>A new environment becomes the current one by a single rename, so there is no moment at which a crash loses the old
 * contents or shows half of the new ones. Inside, the database {@code record} maps (main, sub), 16 bytes big-endian, to
 * records and {@code table} maps a table's code and a key to values, with the checkpoint and the format version under
 * code 0. Flags are {@code MDB_NOTLS | MDB_NOMETASYNC}: the data of a commit are forced, its meta page only by the next
 * commit, hence {@code durable()} is the commit before the last. Never {@code MDB_WRITEMAP} or {@code MDB_NOSYNC}.
 */
package io.quoin.storage.lmdb;
