package io.quoin.simulator;

/** What can happen to a member. */
public enum FaultKind {
    /** The power goes between two events. */
    POWER_LOSS(true),
    /** The power goes in the middle of one of the next disk operations. */
    POWER_LOSS_IN_OPERATION(true),
    /** The process is killed: what it wrote survives, forced or not. */
    KILL(true),
    /** The process is asked to stop and is started again. */
    CLEAN_RESTART(true),
    /** The next force of the log fails: the process halts. */
    FORCE_FAILS(true),
    /** Forces take tens of milliseconds for a while. */
    SLOW_FORCES(false),
    /** One force takes longer than the request timeout. */
    HUNG_FORCE(false),
    /** There is no space on the log's disk for a while. */
    DISK_FULL(false),
    /** There is no space for the engine for a while. */
    ENGINE_FULL(false),
    /** A commit of the engine fails, with or without effect: the process halts. */
    ENGINE_COMMIT_FAILS(true),
    /** A sync of the engine fails: the process halts. */
    ENGINE_SYNC_FAILS(true),
    /** A bit of a stored record flips. */
    RECORD_BIT_FLIP(false),
    /** A bit of the log flips. */
    LOG_BIT_FLIP(true);

    private final boolean restarts;

    FaultKind(boolean restarts) {
        this.restarts = restarts;
    }

    /** Whether the process ends by it. */
    boolean restarts() {
        return restarts;
    }
}
