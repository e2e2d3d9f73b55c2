/**
 * Parts of the log that can be understood alone: the entries kept in memory, and which of them are on stable storage.
 */
package io.quoin.consensus.raft.log;
