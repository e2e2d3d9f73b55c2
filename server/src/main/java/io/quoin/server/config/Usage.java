package io.quoin.server.config;

import io.quoin.server.config.Flag.Group;

/** The usage text, made from the flag table. */
public final class Usage {
    private static final String BRIEF = """
            Usage:

              quoin [flags]
                Start a Quoin server, which speaks the protocol of etcd.

              quoin dump DATA-DIR
                Print what the data directory of a stopped server holds.

              quoin wal verify DATA-DIR
                Check the write-ahead log of a stopped server.

              quoin wal dump DATA-DIR
                Print the write-ahead log of a stopped server.

              quoin COMMAND --help
                Show the options of one of these commands.

              quoin --version
                Show the version.

              quoin help | -h | --help
                Show all flags.

              quoin --config-file
                Start with the settings of a YAML file; flags and environment variables are ignored then.
                Keys are the names of flags, and durations are whole nanoseconds.

            """;

    private static final String CAUTION =
            "\nCAUTION: with an unsafe flag, what the server promises about its data no longer holds.\n";

    private Usage() {}

    /** How the command is used, without the flags. */
    public static String brief() {
        return BRIEF;
    }

    /** All flags with their defaults, under etcd's headings. */
    public static String flags() {
        StringBuilder text = new StringBuilder();
        for (Group group : Group.values()) {
            if (group != Group.REMOVED) {
                text.append('\n').append(group.title()).append(":\n");
                FlagTable.all().stream().filter(flag -> flag.group() == group).forEach(flag -> append(text, flag));
            }
        }
        return text.append(CAUTION).toString();
    }

    private static void append(StringBuilder text, Flag<?> flag) {
        String shown = flag.name().equals("data-dir") ? "${name}.etcd" : flag.defaultText();
        text.append("  --").append(flag.name()).append(" '").append(shown).append("'\n    ");
        text.append(flag.help()).append(flag.effect() == Flag.Effect.NOT_YET ? " (Without effect yet.)\n" : "\n");
    }
}
