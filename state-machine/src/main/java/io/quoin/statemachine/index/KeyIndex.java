package io.quoin.statemachine.index;

public final class KeyIndex {
    public KeyHistory get(byte[] key) {
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
