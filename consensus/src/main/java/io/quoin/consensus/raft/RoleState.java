package io.quoin.consensus.raft;

/** What a member knows only while it has a role. A change of role makes a new one and forgets the old one whole. */
sealed interface RoleState permits FollowerState, PreCandidateState, CandidateState, LeaderState {
    Role role();

    /** The leader of the term as far as known, 0 for none. */
    long leader();
}
