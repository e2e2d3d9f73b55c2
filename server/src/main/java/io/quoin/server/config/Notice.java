package io.quoin.server.config;

import io.quoin.server.log.Level;
import java.util.List;

/**
 * Something to be logged about the configuration.
 *
 * @param fields alternating names and values
 */
public record Notice(Level level, String message, List<Object> fields) {
    static Notice warn(String message, Object... fields) {
        return new Notice(Level.WARN, message, List.of(fields));
    }

    static Notice info(String message, Object... fields) {
        return new Notice(Level.INFO, message, List.of(fields));
    }

    static Notice fatal(String message, Object... fields) {
        return new Notice(Level.FATAL, message, List.of(fields));
    }
}
