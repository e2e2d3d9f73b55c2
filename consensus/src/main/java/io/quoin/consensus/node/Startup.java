package io.quoin.consensus.node;

import io.quoin.consensus.StateMachine;
import io.quoin.consensus.raft.Bootstrap;
import io.quoin.consensus.raft.Configuration;
import io.quoin.consensus.wal.Wal;
import io.quoin.consensus.wal.WalRecovery;

/** Brings together what log and state machine recovered, each on its own. */
public final class Startup {
    private Startup() {}

    /**
     * What the core starts from.
     *
     * @throws LogMismatchException when an entry is missing: the log is cut only below what the engine holds durably,
     *     so it begins at or below the entry behind the last applied one, and never ends before that one
     */
    public static Bootstrap bootstrap(long memberId, Configuration configuration, Wal wal, StateMachine machine)
            throws LogMismatchException {
        WalRecovery log = wal.recovered();
        long applied = machine.applied().index();
        if (log.firstIndex() > applied + 1 || log.lastIndex() < applied) {
            throw new LogMismatchException(String.format(
                    "the storage engine stands at entry %d, but the log holds %d to %d",
                    applied, log.firstIndex(), log.lastIndex()));
        }
        return new Bootstrap(
                memberId, configuration, log.hardState(), log.lastIndex(), log.lastTerm(), applied, log.lastSequence());
    }
}
