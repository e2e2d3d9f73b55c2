/**
 * What members say to each other. A message may be lost, duplicated or overtaken by another, never altered; every
 * handler copes with that. See {@link io.quoin.consensus.raft.message.Message} for who sends what.
 */
package io.quoin.consensus.raft.message;
