/**
 * Arithmetic of majorities, for one configuration and for two at once. Votes, commitment and check-quorum all ask
 * here, so that joint consensus (thesis §4.3) is written once. Pure functions of their arguments.
 */
package io.quoin.consensus.raft.quorum;
