/**
 * The key index: which keys exist, and which versions each of them has, in memory.
 *
 * <p>{@link io.quoin.statemachine.index.KeyIndex} is an immutable snapshot of a copy-on-write B+tree from key (unsigned
 * byte order) to {@link io.quoin.statemachine.index.KeyHistory}; {@link io.quoin.statemachine.index.KeyIndexWriter}
 * makes the next one. {@link io.quoin.statemachine.index.GarbageQueue} remembers what a compaction has to visit, so
 * that compaction costs what it removes.
 *
 * <p>One thread writes; snapshots are read on any thread. Nothing here knows values, the engine, time or threads.
 */
package io.quoin.statemachine.index;
