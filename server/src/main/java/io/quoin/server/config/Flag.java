package io.quoin.server.config;

import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * One row of the flag table.
 *
 * @param group under which heading the usage shows it
 * @param name as on the command line, without dashes
 * @param type how its text is read and checked
 * @param defaultText what holds when it is not given, as text of that type; shown in the usage
 * @param effect whether giving it changes anything
 * @param setter where the value goes
 * @param help one line for the usage
 */
record Flag<T>(
        Group group,
        String name,
        FlagType<T> type,
        String defaultText,
        Effect effect,
        BiConsumer<OptionsBuilder, T> setter,
        String help) {
    /** The headings of etcd's usage. */
    enum Group {
        MEMBER("Member"),
        CLUSTERING("Clustering"),
        SECURITY("Security"),
        AUTH("Auth"),
        MONITORING("Profiling and Monitoring"),
        LOGGING("Logging"),
        TRACING("Distributed tracing"),
        FEATURES("Features"),
        UNSAFE("Unsafe feature"),
        /** Not shown. */
        REMOVED("Removed");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** What comes of giving a flag. */
    enum Effect {
        /** It does what it says. */
        NOW,
        /** It is checked like in etcd, but nothing here can do it yet; the operator is told. */
        NOT_YET,
        /** etcd has another name for it, which stands in the help; the operator is told. */
        RENAMED,
        /** etcd has given it up or never read it; the operator is told. */
        NEVER
    }

    /** The environment variable of the same meaning. */
    String environmentName() {
        return "ETCD_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The property of the same meaning in Quarkus' configuration. */
    String propertyName() {
        return "quoin." + name;
    }

    /**
     * Reads the value and puts it where it goes.
     *
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    void accept(OptionsBuilder options, String text) {
        setter.accept(options, type.parse(text));
    }

    /** Puts the default where it goes, unless it is nothing. */
    void acceptDefault(OptionsBuilder options) {
        if (group != Group.REMOVED && !defaultText.isEmpty()) {
            accept(options, defaultText);
        }
    }
}
