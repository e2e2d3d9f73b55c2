package io.quoin.storage;

import java.nio.ByteBuffer;

/**
 * Where the contents of an engine stand. It is committed in the same atomic step as the contents that it describes, so
 * that position, data and side tables can never disagree.
 *
 * @param appliedIndex index of the last log entry whose effects are contained; 0 when none
 * @param appliedTerm term of that entry; 0 when none
 * @param revision the last revision; no record above it is contained
 * @param compactedRevision the compacted revision, -1 when nothing was ever compacted; records at or below it may be
 *     deleted once this is durable
 * @param setHash additive hash over the live state, kept by the caller
 * @param chainDigest digest chained over commands and results, kept by the caller
 */
public record Checkpoint(
        long appliedIndex, long appliedTerm, long revision, long compactedRevision, long setHash, long chainDigest) {
    /** What a fresh engine recovers to. */
    public static final Checkpoint NONE = new Checkpoint(0, 0, 0, -1, 0, 0);

    /** Length of the encoded form: six big-endian longs in the order of the components. */
    public static final int ENCODED_BYTES = 6 * Long.BYTES;

    /** Checks the ranges; the two hashes may be any value. */
    public Checkpoint {
        if (appliedIndex < 0 || appliedTerm < 0 || revision < 0 || compactedRevision < -1) {
            throw new IllegalArgumentException("negative position: index " + appliedIndex + ", term " + appliedTerm
                    + ", revision " + revision + ", compacted revision " + compactedRevision);
        }
        if (compactedRevision > revision) {
            throw new IllegalArgumentException("compacted revision " + compactedRevision + " above " + revision);
        }
    }

    /** The encoded form, of {@link #ENCODED_BYTES}; the same in every engine and in the backup stream. */
    public byte[] encode() {
        return ByteBuffer.allocate(ENCODED_BYTES)
                .putLong(appliedIndex)
                .putLong(appliedTerm)
                .putLong(revision)
                .putLong(compactedRevision)
                .putLong(setHash)
                .putLong(chainDigest)
                .array();
    }

    /**
     * Reads the encoded form.
     *
     * @throws IllegalArgumentException when the length is wrong or a position is out of range
     */
    public static Checkpoint decode(byte[] encoded) {
        if (encoded.length != ENCODED_BYTES) {
            throw new IllegalArgumentException("a checkpoint of " + encoded.length + " bytes");
        }
        var buffer = ByteBuffer.wrap(encoded);
        return new Checkpoint(
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong());
    }
}
