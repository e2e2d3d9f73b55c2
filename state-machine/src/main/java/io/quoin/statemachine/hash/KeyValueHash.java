package io.quoin.statemachine.hash;

/**
 * A hash over the key-value history up to a revision, equal to what etcd's HashKV answers for the same history.
 *
 * @param hash CRC32C, unsigned
 * @param compactRevision the compacted revision that it was computed with; -1 when nothing was ever compacted
 * @param revision the last revision that it covers, as the caller named it
 */
public record KeyValueHash(int hash, long compactRevision, long revision) {}
