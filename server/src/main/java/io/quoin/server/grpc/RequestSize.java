package io.quoin.server.grpc;

/**
 * The length of what etcd would write to its log for a request, by formula: its InternalRaftRequest with the request
 * as one field and a header that holds a request id. etcd compares that length with {@code --max-request-bytes}.
 */
final class RequestSize {
    /** Tag of the header, field 100: two bytes. Then its length, one byte, and the tag of the id within it. */
    private static final int HEADER_FIXED_BYTES = 2 + 1 + 1;

    private static final int MEMBER_BITS_SHIFT = 48;
    private static final long TIME_BITS = 1L << 47;

    private final int headerBytes;
    private final int requestBytesMax;

    /**
     * For one member.
     *
     * @param memberId its low 16 bits lead each request id of etcd, and so decide the length of that varint
     */
    RequestSize(long memberId, int requestBytesMax) {
        long requestId = memberId << MEMBER_BITS_SHIFT | TIME_BITS;
        this.headerBytes = HEADER_FIXED_BYTES + WireWriter.varintBytes(requestId);
        this.requestBytesMax = requestBytesMax;
    }

    /** Whether etcd would call a request too large, of which it marshals this many bytes, in a field below 16. */
    boolean isTooLarge(int requestBytes) {
        long total = 1L + WireWriter.varintBytes(requestBytes) + requestBytes + headerBytes;
        return total > requestBytesMax;
    }
}
