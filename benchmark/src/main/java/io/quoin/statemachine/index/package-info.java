/**
 * JMH benchmarks of the key index and the histories in it, in its package as a test would be. Run with
 * {@code benchmark/jmh}.
 */
package io.quoin.statemachine.index;
