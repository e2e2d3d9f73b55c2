package io.quoin.server.tools;

import io.quoin.consensus.wal.WalCorruptException;
import io.quoin.consensus.wal.WalInspection;

/** What is to be thought of a log. */
enum WalVerdict {
    CLEAN(ExitCode.CLEAN),
    UNFINISHED_WRITE(ExitCode.UNFINISHED_WRITE),
    DAMAGED(ExitCode.DAMAGED);

    private final int exitCode;

    WalVerdict(int exitCode) {
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    static WalVerdict of(WalInspection log) {
        if (!log.damages().isEmpty()) {
            return DAMAGED;
        }
        return log.tornTail() != null || !log.voteFileWhole() ? UNFINISHED_WRITE : CLEAN;
    }

    /** One line for people. */
    String explain(WalInspection log) {
        return switch (this) {
            case CLEAN -> "clean";
            case UNFINISHED_WRITE ->
                log.tornTail() != null
                        ? "an unfinished write at " + log.tornTail().file() + " offset "
                                + log.tornTail().offset()
                                + ", never acknowledged: the next start clears it"
                        : "one half of the vote file is not whole: the next start writes it anew";
            case DAMAGED -> explain(log.damages().getFirst()) + ": a server would refuse to start";
        };
    }

    static String explain(WalCorruptException damage) {
        return damage.damage() + " at " + damage.file() + " offset " + damage.offset() + ": " + damage.found();
    }
}
