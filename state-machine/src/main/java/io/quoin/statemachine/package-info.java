/**
 * The replicated state machine: an etcd v3 key-value store as a pure function of the log. It opens from a storage
 * engine, applies entries, publishes one immutable state per batch, answers reads from it, and moves what was applied
 * into the engine behind all that.
 *
 * <p>It starts no thread, reads no clock, does no I/O but through the engine, draws no random number. What may be
 * called on which thread stands at each method: node thread (apply, publish, slices), flush thread (flush), any thread
 * (reads).
 */
package io.quoin.statemachine;
