/**
 * What a leader knows of one follower: how far its log matches, what is under way to it, and when to hold back. Data
 * and their transitions only; the messages are made above.
 */
package io.quoin.consensus.raft.replication;
