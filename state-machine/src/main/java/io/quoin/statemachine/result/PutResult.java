package io.quoin.statemachine.result;

/**
 * A key was put.
 *
 * @param revision the revision that the put made
 * @param previous the serialized {@code mvccpb.KeyValue} before; null when it was not asked for or there was none
 */
@SuppressWarnings("ArrayRecordComponent") // a response is made from it; it is never compared
public record PutResult(long revision, byte[] previous) implements Result {}
