package io.quoin.statemachine.mvcc;

import io.quoin.statemachine.index.Cursor;
import io.quoin.statemachine.index.KeyHistory;
import io.quoin.statemachine.index.KeyIndex;
import io.quoin.statemachine.index.KeyIndexWriter;

/** The ordered keys of a state, published or being changed. */
public interface Keys {
    /** The history of a key, or null when the key was never there or is compacted away. */
    KeyHistory get(byte[] key);

    /** Number of keys in [from, to) that are live at the newest revision; a null end is open. O(log n). */
    long liveCount(byte[] from, byte[] to);

    /** Walks [from, to) in ascending order, deleted keys included; a null end is open. */
    Cursor cursor(byte[] from, byte[] to);

    /** Walks [from, to) in descending order, deleted keys included; a null end is open. */
    Cursor descendingCursor(byte[] from, byte[] to);

    /** Those of a snapshot. Any thread. */
    static Keys of(KeyIndex index) {
        return new Keys() {
            @Override
            public KeyHistory get(byte[] key) {
                return index.get(key);
            }

            @Override
            public long liveCount(byte[] from, byte[] to) {
                return index.liveCount(from, to);
            }

            @Override
            public Cursor cursor(byte[] from, byte[] to) {
                return index.cursor(from, to);
            }

            @Override
            public Cursor descendingCursor(byte[] from, byte[] to) {
                return index.descendingCursor(from, to);
            }
        };
    }

    /** Those of the index being changed. Its thread only; a cursor does not survive a change. */
    static Keys of(KeyIndexWriter index) {
        return new Keys() {
            @Override
            public KeyHistory get(byte[] key) {
                return index.get(key);
            }

            @Override
            public long liveCount(byte[] from, byte[] to) {
                return index.liveCount(from, to);
            }

            @Override
            public Cursor cursor(byte[] from, byte[] to) {
                return index.cursor(from, to);
            }

            @Override
            public Cursor descendingCursor(byte[] from, byte[] to) {
                return index.descendingCursor(from, to);
            }
        };
    }
}
