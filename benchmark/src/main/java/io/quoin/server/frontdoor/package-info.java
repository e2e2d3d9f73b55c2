/**
 * JMH benchmarks of the front door, in its package as a test would be. Run with
 * {@code benchmark/jmh}.
 */
package io.quoin.server.frontdoor;
