package io.quoin.statemachine.record;

/**
 * What a record says of itself beside its value: all that an index and the state hash need.
 *
 * @param record begins with the record, in which the value may be damaged; not to be changed
 * @param fields where its fields lie
 * @param contentHash what it contributes to the state hash as a key's newest; 0 for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RecordHead(byte[] record, RecordFields fields, long contentHash) {
    /** The head of a sound record. */
    public static RecordHead of(byte[] record) {
        RecordFields fields = RecordCodec.parse(record);
        return new RecordHead(record, fields, StoredForm.contentHash(record, fields));
    }

    /** A copy of the key. */
    public byte[] key() {
        return RecordCodec.key(record, fields);
    }
}
