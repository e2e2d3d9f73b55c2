package io.quoin.storage;

import java.io.IOException;
import java.io.InputStream;

/** Where a backup stream comes from. Called by one thread; may block. */
@FunctionalInterface
public interface BackupSource {
    /**
     * Gives between 1 and length bytes.
     *
     * @return how many, or -1 at the end
     * @throws IOException to end the restore
     */
    int read(byte[] bytes, int offset, int length) throws IOException;

    /** A source that reads from a stream and does not close it. */
    static BackupSource from(InputStream stream) {
        return stream::read;
    }
}
