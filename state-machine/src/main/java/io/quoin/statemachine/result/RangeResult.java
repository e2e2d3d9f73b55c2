package io.quoin.statemachine.result;

import java.util.List;

/**
 * What a range holds.
 *
 * @param revision the newest revision of the state that was read, whatever revision was asked for
 * @param records serialized {@code mvccpb.KeyValue} messages in the order asked for
 * @param more whether the limit cut something off
 * @param count number of keys in the range at the revision asked for, whatever limit and filters say
 */
public record RangeResult(long revision, List<byte[]> records, boolean more, long count) implements Result {}
