package io.quoin.server.metrics;

import io.quoin.server.frontdoor.CallTotals;
import io.quoin.server.grpc.ServiceFigures;
import io.quoin.server.member.MemberFigures;

/**
 * All that the rows of the table read, taken at one moment.
 *
 * @param connections open on the client port
 * @param quotaBytes bound of the storage
 */
public record Figures(
        MemberFigures member, ServiceFigures services, CallTotals calls, int connections, long quotaBytes) {}
