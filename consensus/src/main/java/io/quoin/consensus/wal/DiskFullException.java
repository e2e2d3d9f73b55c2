package io.quoin.consensus.wal;

import java.io.IOException;

/** A {@link Disk} has no space, or this process no quota, for what was to be written. */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    public DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
