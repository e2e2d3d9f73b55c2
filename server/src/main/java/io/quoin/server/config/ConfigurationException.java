package io.quoin.server.config;

/** The options do not go together or ask for what is not there. The message is one line for the operator. */
final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfigurationException(String message) {
        super(message);
    }
}
