package io.quoin.consensus.node;

/** Why a proposal did not enter the log. */
public enum ProposalRefusal {
    /** This member does not lead, and there is nobody to forward to. */
    NOT_LEADER,
    /** A bound is reached: the inbox, the uncommitted log, the waiting callers, or what waits for the engine. */
    OVERLOADED,
    /** The command is longer than an entry may be. */
    TOO_LARGE,
    /** The disk of this member has no room for the log or for the engine. */
    NO_SPACE,
    /** A record that apply needs is damaged: this member applies nothing more. */
    CORRUPT,
    /** The node is closing. */
    STOPPED
}
