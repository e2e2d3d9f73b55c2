package io.quoin.storage;

/**
 * Reading, writing or syncing failed. Whether the last commit took effect is unknown; the engine refuses everything but
 * close from then on. Opening it again tells what survived.
 */
public final class EngineIoException extends EngineException {
    private static final long serialVersionUID = 1L;

    /** With a message for the log, and the engine's own exception or null. */
    public EngineIoException(String message, Throwable cause) {
        super(message, cause);
    }
}
