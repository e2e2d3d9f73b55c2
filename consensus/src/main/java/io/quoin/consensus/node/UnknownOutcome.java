package io.quoin.consensus.node;

/** Why nobody can say whether a proposal happened. */
public enum UnknownOutcome {
    /** Not applied within the request timeout. */
    TIMED_OUT,
    /** The node stopped while the proposal was under way. */
    STOPPED,
    /** A record that apply needs is damaged: this member applies nothing more. */
    CORRUPT
}
