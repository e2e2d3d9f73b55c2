package io.quoin.consensus.wal;

import io.quoin.consensus.raft.HardState;

/**
 * What {@link Wal#open} found. Everything in it is on stable storage.
 *
 * @param hardState newest term, vote and commit hint; all 0 in a new log
 * @param firstIndex index of the oldest entry held; {@code lastIndex + 1} when there is none
 * @param lastIndex index of the newest entry ever written and not truncated, 0 in a new log
 * @param lastTerm term of that entry, 0 in a new log
 * @param lastSequence the log's own sequence of its newest batch, markers included; 0 in a new log
 * @param cleanClose the newest batch is the marker of a clean close
 * @param tornTailCut an unfinished write, never reported durable, was found at the end and cleared
 */
public record WalRecovery(
        HardState hardState,
        long firstIndex,
        long lastIndex,
        long lastTerm,
        long lastSequence,
        boolean cleanClose,
        boolean tornTailCut) {}
