package io.quoin.server.log;

import java.util.Locale;

/** zap's levels, in ascending order. */
public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR,
    DPANIC,
    PANIC,
    FATAL;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The level of a lower-case name. */
    public static Level named(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** As it stands in a line. */
    public String text() {
        return text;
    }
}
