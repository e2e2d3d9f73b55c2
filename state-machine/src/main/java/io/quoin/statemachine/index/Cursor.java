package io.quoin.statemachine.index;

public final class Cursor {
    public boolean next() {
        throw new UnsupportedOperationException();
    }

    public byte[] key() {
        throw new UnsupportedOperationException();
    }

    public KeyHistory history() {
        throw new UnsupportedOperationException();
    }
}
