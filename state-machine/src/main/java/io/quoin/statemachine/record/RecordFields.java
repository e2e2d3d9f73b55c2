package io.quoin.statemachine.record;

/**
 * Where the fields of a record lie: what {@link RecordCodec#parse} found in one pass, without copying key or value.
 *
 * @param keyOffset where the key begins
 * @param keyBytes length of the key
 * @param createRevision revision that created the key; 0 in a tombstone
 * @param modRevision revision of this change; 0 in a tombstone
 * @param version number of puts since creation, from 1; 0 in a tombstone
 * @param valueOffset where the value begins
 * @param valueBytes length of the value
 * @param lease attached lease; 0 for none
 */
public record RecordFields(
        int keyOffset,
        int keyBytes,
        long createRevision,
        long modRevision,
        long version,
        int valueOffset,
        int valueBytes,
        long lease) {
    /** Whether the record says that its key was deleted. */
    public boolean isTombstone() {
        return version == 0;
    }
}
