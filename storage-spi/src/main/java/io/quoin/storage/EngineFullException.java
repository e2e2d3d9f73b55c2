package io.quoin.storage;

/**
 * No space: the disk or the configured capacity is exhausted. The batch is aborted and had no effect; the engine goes
 * on serving reads, smaller batches and deletes, and takes the batch when there is space again.
 */
public final class EngineFullException extends EngineException {
    private static final long serialVersionUID = 1L;

    /** With a message for the log, and the engine's own exception or null. */
    public EngineFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
