package io.quoin.consensus.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One open file of a {@link Disk}. Positional reads and writes may come from several threads at once; nobody interrupts
 * a thread that is in one of these calls.
 */
public interface DiskFile extends Closeable {
    /**
     * Reads up to {@code to.remaining()} bytes from {@code position}; fewer are possible.
     *
     * @return the number of bytes read, -1 at or behind the end of the file
     */
    int read(ByteBuffer to, long position) throws IOException;

    /**
     * Writes all remaining bytes at {@code position}, extending the file when needed. After an exception any part of
     * them may have been written.
     *
     * @throws DiskFullException when there is no space for them
     */
    void write(ByteBuffer from, long position) throws IOException;

    /**
     * Returns when everything written so far is on stable storage. After an exception nothing is known of any write
     * since the last successful call, and calling again proves nothing.
     *
     * @param metadata also the metadata that reading the data does not need
     */
    void force(boolean metadata) throws IOException;

    /** The length in bytes. */
    long size() throws IOException;
}
