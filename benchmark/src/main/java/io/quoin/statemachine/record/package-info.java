/**
 * JMH benchmarks of the record codec, in its package as a test would be. Run with
 * {@code benchmark/jmh}.
 */
package io.quoin.statemachine.record;
