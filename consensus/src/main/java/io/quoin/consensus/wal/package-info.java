/**
 * The write-ahead log: what a member has promised, on disk before the promise leaves.
 *
 * <p>{@link io.quoin.consensus.wal.Wal} appends batches (entries and hard state together) to zero-written segments,
 * each
 * with one positional write and one force, and gives entries back with their checksums verified. A batch survives a
 * crash
 * as a whole or not at all; an unfinished write at the end is recognised and cleared, damage of anything that may have
 * been acknowledged is refused and never cut away. All I/O goes through {@link io.quoin.consensus.wal.Disk}. The
 * package
 * starts no thread, decides nothing about Raft and knows nothing of what entries mean.
 */
package io.quoin.consensus.wal;
