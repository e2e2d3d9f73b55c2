package io.quoin.statemachine.result;

import java.util.List;

/**
 * A range was deleted.
 *
 * @param revision the revision that the deletion made; the one before when nothing was there
 * @param deleted number of keys deleted
 * @param previous their serialized {@code mvccpb.KeyValue} messages in key order; empty when not asked for
 */
public record DeleteRangeResult(long revision, long deleted, List<byte[]> previous) implements Result {}
