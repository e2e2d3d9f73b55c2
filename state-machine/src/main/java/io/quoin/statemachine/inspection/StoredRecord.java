package io.quoin.statemachine.inspection;

import io.quoin.consensus.InvariantViolation;
import io.quoin.statemachine.record.RecordCodec;
import io.quoin.statemachine.record.RecordFields;
import io.quoin.statemachine.record.StoredForm;
import io.quoin.storage.View;
import java.lang.foreign.MemorySegment;

/**
 * One record as the engine holds it.
 *
 * @param main its revision
 * @param sub its place among the changes of that revision
 * @param storedBytes what it takes in the engine, checksum included
 * @param record the serialized {@code mvccpb.KeyValue}; null when it is damaged
 * @param fields what it says; null when it is damaged
 */
public record StoredRecord(long main, int sub, long storedBytes, byte[] record, RecordFields fields) {
    /** Takes records. */
    @FunctionalInterface
    public interface Sink {
        /** Takes the next one. */
        void record(StoredRecord record);
    }

    /** Gives every record to the sink, ascending by revision and place; damaged ones too. */
    public static void forEach(View view, Sink sink) {
        var storedForm = new StoredForm();
        view.scan(1, 0, Long.MAX_VALUE, (main, sub, stored) -> {
            sink.record(read(storedForm, main, sub, stored));
            return true;
        });
    }

    private static StoredRecord read(StoredForm storedForm, long main, int sub, MemorySegment stored) {
        byte[] record = storedForm.decode(main, sub, stored);
        RecordFields fields = null;
        if (record != null) {
            try {
                fields = RecordCodec.parse(record);
            } catch (InvariantViolation noRecord) {
                record = null; // a sound checksum over something else is damage of another kind
            }
        }
        return new StoredRecord(main, sub, stored.byteSize(), record, fields);
    }

    /** Whether it cannot be read. */
    public boolean isDamaged() {
        return record == null;
    }

    /** The key, copied; the record must not be damaged. */
    public byte[] key() {
        return RecordCodec.key(record, fields);
    }
}
