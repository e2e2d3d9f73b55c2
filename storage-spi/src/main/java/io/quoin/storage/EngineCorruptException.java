package io.quoin.storage;

/**
 * What is on disk, or in a backup stream, is not what an engine wrote: damaged, incomplete or of an unknown version.
 * Thrown by open and restore; nothing was changed.
 */
public final class EngineCorruptException extends EngineException {
    private static final long serialVersionUID = 1L;

    /** With a message for the log, and the engine's own exception or null. */
    public EngineCorruptException(String message, Throwable cause) {
        super(message, cause);
    }
}
