package io.quoin.statemachine.result;

import io.quoin.api.error.EtcdError;

/**
 * The request was refused and changed nothing. Every member refuses it alike.
 *
 * @param error code and text for the client
 */
public record Refused(EtcdError error) implements Result {}
