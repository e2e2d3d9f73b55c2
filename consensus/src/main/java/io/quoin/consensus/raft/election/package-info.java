/**
 * When to stand for election, whom to vote for, who has won: the rules of an election as values and functions. What
 * follows from them (messages, changes of role) is done by the handlers above.
 */
package io.quoin.consensus.raft.election;
