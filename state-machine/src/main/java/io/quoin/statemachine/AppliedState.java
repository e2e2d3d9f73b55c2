package io.quoin.statemachine;

import io.quoin.consensus.EntryId;
import io.quoin.statemachine.alarm.Alarms;
import io.quoin.statemachine.index.KeyIndex;
import io.quoin.statemachine.mvcc.Keys;
import io.quoin.statemachine.mvcc.StateView;

/**
 * The state after a batch of entries: immutable, published once per batch. A read takes exactly one; its
 * {@code header.revision} is this revision. Records are found through the store's reader: revisions are never used
 * again, so pending records need no snapshot of their own.
 *
 * @param applied the last entry applied
 * @param revision the newest revision; 1 in a fresh store
 * @param compactedRevision reads below it are refused; -1 when nothing was ever compacted
 * @param index the ordered keys with their histories
 * @param alarms raised alarms
 * @param setHash additive hash over the live state; equal on members with equal state
 * @param chainDigest digest chained over commands and outcomes; equal on members with equal history
 */
public record AppliedState(
        EntryId applied,
        long revision,
        long compactedRevision,
        KeyIndex index,
        Alarms alarms,
        long setHash,
        long chainDigest)
        implements StateView {
    @Override
    public Keys keys() {
        return Keys.of(index);
    }
}
