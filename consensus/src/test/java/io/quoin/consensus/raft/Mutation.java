package io.quoin.consensus.raft;

/**
 * Faults that a wrong implementation would have, played by the surroundings of a correct core, so that the production
 * code carries no switches. Each must be found by {@link RandomCluster}.
 */
enum Mutation {
    /** Rule D4: a vote request leaves before the own vote is durable. */
    VOTE_REQUEST_BEFORE_DURABLE,
    /** Rule D2: a vote is told before it is durable. */
    VOTE_BEFORE_DURABLE,
    /** Rule D2: an append is acknowledged before it is durable. */
    APPEND_ACCEPTED_BEFORE_DURABLE,
    /** Rule D3: the leader counts its own entries as soon as they are handed to the disk. */
    COUNT_SELF_AT_ONCE,
    /** Rule D9: the vote of a term is forgotten within it. */
    VOTE_FORGOTTEN,
    /** Rule D7: a batch is not atomic: entries survive a crash and the hard state beside them does not. */
    HARD_STATE_LOST,
    /** Thesis §3.6.2: a leader announces as committed what a majority holds, whatever its term. */
    OLD_TERM_COMMITTED_BY_COUNTING,
    /** Thesis §3.5: a member that restarts has lost its newest durable entry. */
    DURABLE_ENTRY_LOST
}
