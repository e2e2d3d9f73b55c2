package io.quoin.server.config;

/** The usage text, made from the flag table. */
public final class Usage {
    private static final String HEAD = """
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
                Show this help.

            Flags:
            """;

    private Usage() {}

    /** The whole text, ending with a line feed. */
    public static String text() {
        StringBuilder text = new StringBuilder(HEAD);
        for (Flag<?> flag : FlagTable.all()) {
            text.append("  --").append(flag.name());
            text.append(" '").append(flag.defaultText()).append("'\n");
            text.append("    ").append(flag.help()).append('\n');
        }
        return text.toString();
    }
}
