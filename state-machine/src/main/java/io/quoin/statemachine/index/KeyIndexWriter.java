package io.quoin.statemachine.index;

import java.util.Iterator;
import java.util.Map;

public final class KeyIndexWriter {
    public static KeyIndexWriter empty() {
        throw new UnsupportedOperationException();
    }

    public static KeyIndexWriter load(Iterator<? extends Map.Entry<byte[], KeyHistory>> ascending) {
        throw new UnsupportedOperationException();
    }

    public KeyHistory get(byte[] key) {
        throw new UnsupportedOperationException();
    }

    /** Returns the array that the index holds for this key: pass that one to the garbage queue. */
    public byte[] put(byte[] key, KeyHistory history) {
        throw new UnsupportedOperationException();
    }

    public boolean remove(byte[] key) {
        throw new UnsupportedOperationException();
    }

    public KeyIndex publish() {
        throw new UnsupportedOperationException();
    }

    public long liveCount() {
        throw new UnsupportedOperationException();
    }

    public long liveCount(byte[] from, byte[] to) {
        throw new UnsupportedOperationException();
    }

    public long size() {
        throw new UnsupportedOperationException();
    }

    public Cursor cursor(byte[] from, byte[] to) {
        throw new UnsupportedOperationException();
    }

    public Cursor descendingCursor(byte[] from, byte[] to) {
        throw new UnsupportedOperationException();
    }
}
