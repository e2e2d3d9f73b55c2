package io.quoin.statemachine.record;

import io.quoin.consensus.ApplyStoppedException;

/**
 * A record that must be there is missing from the engine, or its checksum does not hold. Thrown out of apply it stops
 * this member at that entry, with nothing changed; a read turns it into a {@code Damaged} result; opening refuses with
 * it when not even the record's key can be trusted.
 */
public final class DamagedRecordException extends ApplyStoppedException {
    private static final long serialVersionUID = 1L;

    private final transient byte[] key;
    private final long main;
    private final int sub;

    /** The record at (main, sub), of that key as the index says; an empty key when nobody knows it. */
    public DamagedRecordException(byte[] key, long main, int sub) {
        super("record (%d, %d) is missing or damaged".formatted(main, sub));
        this.key = key;
        this.main = main;
        this.sub = sub;
    }

    /** The key whose record it is. */
    public byte[] key() {
        return key;
    }

    /** Revision of the record. */
    public long main() {
        return main;
    }

    /** Position within the revision. */
    public int sub() {
        return sub;
    }
}
