package io.quoin.statemachine.result;

import io.quoin.statemachine.record.DamagedRecordException;

/**
 * A record that the answer needs is missing or fails its checksum on this member: the answer is DATA_LOSS, never a
 * guess. When this is the result of a command, the command <em>was</em> applied: only its answer cannot be given (a
 * damaged record that the change itself depends on stops apply instead).
 *
 * @param key the key whose record it is
 * @param main revision of the record
 * @param sub position within the revision
 */
@SuppressWarnings("ArrayRecordComponent") // for a log line; never compared
public record Damaged(byte[] key, long main, int sub) implements Result {
    /** The damage that a reader met. */
    public static Damaged of(DamagedRecordException e) {
        return new Damaged(e.key(), e.main(), e.sub());
    }
}
