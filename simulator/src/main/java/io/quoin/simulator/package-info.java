/**
 * Deterministic simulation: one seed, one thread, virtual time.
 *
 * <p>The production classes run here as they are: Raft core, node turn, write-ahead log and replicated store. Only what
 * they stand on is simulated: the disk (sectors that were not forced are lost, kept or zeroed in a crash), the storage
 * engine's commits, the clock, the clients. Whatever is random is drawn from the seed, so that a run can be repeated
 * bit for bit; nothing here reads a clock or starts a thread.
 */
package io.quoin.simulator;
