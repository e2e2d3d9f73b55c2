package io.quoin.server.config;

import java.util.List;

/** What a command line asks for. */
public sealed interface Command {
    /**
     * Start the server.
     *
     * @param notices about flags, environment and configuration file, to be logged
     */
    record Serve(ServerOptions options, List<Notice> notices) implements Command {}

    /** Print the version and exit with 0. */
    record ShowVersion() implements Command {}

    /** Print the usage to standard output and exit with 0. */
    record ShowHelp() implements Command {}

    /** Run a tool on a stopped data directory and exit with its code. */
    record RunTool(List<String> arguments) implements Command {}

    /** Not the grammar: print the message and the usage to standard error and exit with 2. */
    record Misused(String message) implements Command {}

    /**
     * Grammatical, but impossible: log the lines and exit with 1.
     *
     * @param notices the last one says why
     */
    record Invalid(List<Notice> notices) implements Command {}
}
