package io.quoin.storage;

/**
 * Nothing was done because others hold what was asked for: the directory is open already, or all views of the engine
 * are in use. May be tried again.
 */
public final class EngineBusyException extends EngineException {
    private static final long serialVersionUID = 1L;

    /** With a message for the log, and the engine's own exception or null. */
    public EngineBusyException(String message, Throwable cause) {
        super(message, cause);
    }
}
