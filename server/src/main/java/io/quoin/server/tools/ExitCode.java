package io.quoin.server.tools;

/** What a tool's exit status says. */
final class ExitCode {
    /** Everything is as it should be. */
    static final int CLEAN = 0;
    /** An unfinished write, never acknowledged, which the next start clears. */
    static final int UNFINISHED_WRITE = 1;
    /** Damage: a server would refuse it, or serve without what is damaged. */
    static final int DAMAGED = 2;
    /** Nothing was looked at: in use, not there, not readable; or the output could not be written. */
    static final int NOT_READ = 3;
    /** The command line is wrong (EX_USAGE of sysexits.h). */
    static final int MISUSED = 64;

    private ExitCode() {}
}
