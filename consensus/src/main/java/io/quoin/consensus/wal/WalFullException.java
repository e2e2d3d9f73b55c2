package io.quoin.consensus.wal;

import java.io.IOException;

/**
 * There is no space for the next part of the log. Nothing of the batch has been written, the log is as it was, and the
 * same append may be tried again when there is space: the caller refuses what it wanted to persist, it does not halt.
 */
public final class WalFullException extends IOException {
    private static final long serialVersionUID = 1L;

    WalFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
