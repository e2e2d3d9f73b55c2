package io.quoin.server.grpc;

import io.quoin.consensus.node.ProposalRefusal;
import java.util.Map;

/**
 * What the services count.
 *
 * @param refused proposals refused, every reason present
 * @param failed proposals without a leader to take them, or with an outcome that nobody knows
 * @param largeReadsWaiting reads that wait for a thread of the pool
 * @param largeReadBytes what large reads hold, and have handed to clients that did not take it yet
 */
public record ServiceFigures(
        Map<ProposalRefusal, Long> refused, long failed, int largeReadsWaiting, long largeReadBytes) {}
