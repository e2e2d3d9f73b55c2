package io.quoin.server.frontdoor;

import io.quoin.server.rpc.Method;
import java.util.List;

/**
 * What a door has counted since it opened, as grpc-go and etcd count it: a unary call starts with its message, bytes
 * are those of messages, uncompressed.
 *
 * @param methods every method of the table
 * @param clients by the API version that clients name
 * @param receivedBytes of messages received
 * @param sentBytes of messages sent
 * @param queuedBytes of messages that wait now for their clients to take them
 */
public record CallTotals(
        List<MethodTotals> methods, List<ClientTotals> clients, long receivedBytes, long sentBytes, long queuedBytes) {
    /** How many status codes there are: OK to UNAUTHENTICATED. */
    public static final int STATUS_CODES = 17;

    /**
     * Of one method.
     *
     * @param started calls begun
     * @param received messages received
     * @param sent messages sent
     * @param handled calls ended, by status code
     */
    public record MethodTotals(Method method, long started, long received, long sent, List<Long> handled) {}

    /**
     * Of one client version.
     *
     * @param version as the metadata {@code client-api-version} says; {@code unknown} without
     * @param unary calls of unary methods
     * @param stream calls of others
     */
    public record ClientTotals(String version, long unary, long stream) {}
}
