package io.quoin.statemachine.record;

/**
 * What a record says of itself beside its value: all that an index and the state hash need.
 *
 * @param key its key, not to be changed
 * @param fields its other fields, and how long the value is
 * @param contentHash what it contributes to the state hash as a key's newest; 0 for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RecordHead(byte[] key, RecordFields fields, long contentHash) {
    /** The head of a sound record. */
    public static RecordHead of(byte[] record) {
        RecordFields fields = RecordCodec.parse(record);
        return new RecordHead(RecordCodec.key(record, fields), fields, StoredForm.contentHash(record, fields));
    }
}
