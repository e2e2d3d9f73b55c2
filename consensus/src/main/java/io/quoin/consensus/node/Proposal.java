package io.quoin.consensus.node;

import java.util.Objects;

/**
 * A command on its way into the log.
 *
 * @param data entry data made by {@link io.quoin.consensus.Envelope#newEntryData}; the node stamps and keeps the array
 * @param waiter told the outcome, once
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record Proposal(byte[] data, Waiter waiter) {
    public Proposal {
        Objects.requireNonNull(data);
        Objects.requireNonNull(waiter);
    }
}
