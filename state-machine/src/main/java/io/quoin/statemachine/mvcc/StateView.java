package io.quoin.statemachine.mvcc;

/** What a read needs of a state: a published one, or the one that apply is changing. */
public interface StateView {
    /** The ordered keys with their histories. */
    Keys keys();

    /** The newest revision; a fresh store stands at 1. */
    long revision();

    /** Reads below this revision are refused; -1 when nothing was ever compacted. */
    long compactedRevision();
}
