/**
 * How encoded messages travel between members. The contract is fair-lossy: a message may be lost, duplicated or
 * overtaken, never altered; Raft assumes no more.
 */
package io.quoin.consensus.transport;
