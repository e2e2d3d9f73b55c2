package io.quoin.statemachine.result;

import io.quoin.statemachine.record.RecordOutput;
import io.quoin.statemachine.record.RecordReader;

/**
 * What a range holds, its keys chosen and its records not loaded: {@link #rows} walks them, as often as wanted, with
 * the same outcome as long as compaction does not pass the revision that was read. Any thread; {@link Rows} are for one
 * at a time.
 */
public non-sealed interface OpenRange extends Result {
    /** The newest revision of the state that was read, whatever revision was asked for. */
    long revision();

    /** How many rows there are. */
    long rowCount();

    /** Whether the limit cut something off. */
    boolean more();

    /** Number of keys in the range at the revision asked for, whatever limit and filters say. */
    long count();

    /** What it holds in memory of its own, in bytes: nothing in key order, otherwise an amount for each row. */
    long heldBytes();

    /** Walks the rows from the first on, looking records up in that session, which stays the caller's to close. */
    Rows rows(RecordReader.Session session);

    /** A walk. It stands before the first row until {@link #next} is called. */
    interface Rows {
        /** Steps to the next row; false when there is none. Reads no record. */
        boolean next();

        /**
         * The row's record, a serialized {@code mvccpb.KeyValue}; not to be changed.
         *
         * @throws io.quoin.statemachine.record.DamagedRecordException when it is missing or damaged
         */
        byte[] record();

        /**
         * Copies the row's record.
         *
         * @throws io.quoin.statemachine.record.DamagedRecordException when it is missing or damaged; the output is of
         *     no use then
         */
        void copyTo(RecordOutput output);

        /**
         * The length that {@link #record} has; the stored bytes are verified, and not copied if that can be helped.
         *
         * @throws io.quoin.statemachine.record.DamagedRecordException when it is missing or damaged
         */
        int length();
    }
}
