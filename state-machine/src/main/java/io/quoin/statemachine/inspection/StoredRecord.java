package io.quoin.statemachine.inspection;

import io.quoin.consensus.InvariantViolation;
import io.quoin.statemachine.record.RecordFields;
import io.quoin.statemachine.record.RecordHead;
import io.quoin.statemachine.record.StoredForm;
import io.quoin.storage.View;
import java.lang.foreign.MemorySegment;

/**
 * One record as the engine holds it.
 *
 * @param main its revision
 * @param sub its place among the changes of that revision
 * @param storedBytes what it takes in the engine, checksums included
 * @param isDamaged whether it cannot be read
 * @param head its key and its fields; null when these are damaged too
 */
public record StoredRecord(long main, int sub, long storedBytes, boolean isDamaged, RecordHead head) {
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
        if (record != null) {
            try {
                return new StoredRecord(main, sub, stored.byteSize(), false, RecordHead.of(record));
            } catch (InvariantViolation noRecord) {
                // a sound checksum over something else is damage of another kind
            }
        }
        return new StoredRecord(main, sub, stored.byteSize(), true, storedForm.head(main, sub, stored));
    }

    /** Whether key and fields are known: of a damaged record too, if it is its value that is damaged. */
    public boolean isKeyKnown() {
        return head != null;
    }

    /** The key, not to be changed; it must be known. */
    public byte[] key() {
        return head.key();
    }

    /** The other fields; the key must be known. */
    public RecordFields fields() {
        return head.fields();
    }
}
