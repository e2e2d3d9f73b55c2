package io.quoin.storage;

/**
 * An engine could not do what was asked. The subtype says what the caller then knows. Broken rules of use (a closed
 * view, a second open batch, descending puts) are {@link IllegalStateException} or {@link IllegalArgumentException}
 * instead.
 */
public abstract sealed class EngineException extends RuntimeException
        permits EngineFullException, EngineIoException, EngineCorruptException, EngineBusyException {
    private static final long serialVersionUID = 1L;

    EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
