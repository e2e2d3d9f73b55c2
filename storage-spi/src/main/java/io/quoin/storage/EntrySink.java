package io.quoin.storage;

/** Receives table entries. The arrays belong to the receiver. */
@FunctionalInterface
public interface EntrySink {
    /**
     * Takes one entry.
     *
     * @return true to go on, false to stop
     */
    boolean entry(byte[] key, byte[] value);
}
