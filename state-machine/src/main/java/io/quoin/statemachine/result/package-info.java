/**
 * What a command or a read came to, as data. Records of keys inside are serialized {@code mvccpb.KeyValue} messages
 * that a response takes as they are. Refusals are results too; nothing here is an exception.
 */
package io.quoin.statemachine.result;
