/**
 * JMH benchmarks of the write-ahead log, in its package as a test would be. Run with
 * {@code benchmark/jmh}.
 */
package io.quoin.consensus.wal;
