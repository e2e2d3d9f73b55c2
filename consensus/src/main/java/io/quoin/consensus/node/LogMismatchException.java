package io.quoin.consensus.node;

import java.io.IOException;

/**
 * Log and state machine do not belong together: entries between what is applied and what the log holds are missing, or
 * the log ends before what is applied. The member does not start; nothing was changed.
 */
public final class LogMismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    LogMismatchException(String message) {
        super(message);
    }
}
