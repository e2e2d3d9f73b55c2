package io.quoin.server.config;

/** What must hold of the options, or the operator is told otherwise. */
final class Checks {
    private Checks() {}

    static void that(boolean holds, String otherwise) throws ConfigurationException {
        if (!holds) {
            throw new ConfigurationException(otherwise);
        }
    }
}
