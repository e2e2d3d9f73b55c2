package io.quoin.consensus.raft;

/**
 * What a member is after a turn in which that changed. Changes within one turn are seen as the last of them; the term
 * tells whether a leadership was lost in between.
 *
 * @param role what it is now
 * @param term its term
 * @param leader the leader of that term as far as known, 0 for none
 */
public record RoleChange(Role role, long term, long leader) {}
