package io.quoin.server.grpc;

import io.quoin.consensus.node.ProposalRefusal;
import java.util.Map;

/**
 * What the services count.
 *
 * @param refused proposals refused, every reason present
 * @param failed proposals without a leader to take them, or with an outcome that nobody knows
 * @param largeReadsWaiting reads that wait for a thread of the pool
 */
public record ServiceFigures(Map<ProposalRefusal, Long> refused, long failed, int largeReadsWaiting) {}
