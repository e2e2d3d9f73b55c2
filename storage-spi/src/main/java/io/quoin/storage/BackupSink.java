package io.quoin.storage;

import java.io.IOException;
import java.io.OutputStream;

/** Where a backup stream goes: a file, a connection, memory. Called by one thread; may block. */
@FunctionalInterface
public interface BackupSink {
    /**
     * Takes all of the given bytes, in order after those before. The array is reused after the call.
     *
     * @throws IOException to end the backup
     */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** A sink that writes to a stream and neither flushes nor closes it. */
    static BackupSink to(OutputStream stream) {
        return stream::write;
    }
}
