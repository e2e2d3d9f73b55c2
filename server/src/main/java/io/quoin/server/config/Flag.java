package io.quoin.server.config;

import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * One row of the flag table.
 *
 * @param name as on the command line, without dashes
 * @param type how its text is read and checked
 * @param defaultText what holds when it is not given, as text of that type; shown in the usage
 * @param effect what the value does
 * @param help one line for the usage
 */
record Flag<T>(String name, FlagType<T> type, String defaultText, BiConsumer<OptionsBuilder, T> effect, String help) {
    /** The environment variable of the same meaning; the flag wins over it. */
    String environmentName() {
        return "ETCD_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Whether the flag may stand without a value, meaning true. */
    boolean isBoolean() {
        return type == FlagType.BOOLEAN;
    }

    /**
     * Reads the value and lets it take effect.
     *
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    void accept(OptionsBuilder options, String text) {
        effect.accept(options, type.parse(text));
    }
}
