package io.quoin.server.member;

/** The member cannot start with what it found. The message is one line for the operator; nothing was changed. */
public final class StartRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    StartRefusedException(String message) {
        super(message);
    }

    StartRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
