package io.quoin.server.config;

import java.util.List;

/** What a command line asks for. */
public sealed interface Command {
    /**
     * Start the server.
     *
     * @param warnings about the environment, one line each, to be logged
     */
    record Serve(ServerOptions options, List<String> warnings) implements Command {}

    /** Print the version and exit with 0. */
    record ShowVersion() implements Command {}

    /** Print the usage to standard output and exit with 0. */
    record ShowHelp() implements Command {}

    /** Run a tool on a stopped data directory and exit with its code. */
    record RunTool(List<String> arguments) implements Command {}

    /** Not the grammar: print the message and the usage to standard error and exit with 2. */
    record Misused(String message) implements Command {}

    /** Grammatical, but impossible: log the one line and exit with 1. */
    record Invalid(String message) implements Command {}
}
