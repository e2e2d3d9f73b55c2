/**
 * The seam between consensus and the state machine it replicates: the log entry, the envelope around a command, the
 * {@link io.quoin.consensus.StateMachine} contract, and the always-on {@link io.quoin.consensus.Invariant} checks.
 *
 * <p>This is the only package of the module that the state machine may see. It holds no logic of Raft, no thread and no
 * I/O, and knows neither keys nor values.
 */
package io.quoin.consensus;
