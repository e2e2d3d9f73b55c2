package io.quoin.statemachine.result;

/**
 * A revision was compacted: reads below it are refused from now on. The records go later, in slices.
 *
 * @param revision the newest revision of the store, not the compacted one
 */
public record CompactResult(long revision) implements Result {}
