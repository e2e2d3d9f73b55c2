package io.quoin.server.config;

import java.nio.file.Path;
import java.util.List;

/**
 * What the operator asked for, checked.
 *
 * @param name human-readable name of this member
 * @param dataDirectory where everything is stored; relative to the working directory
 * @param listenClientUrls where clients connect; http, host an address or localhost, port 0 for any
 * @param advertiseClientUrls what clients are told
 * @param listenPeerUrls where peers will connect
 * @param peerUrls this member's URLs for its peers; member and cluster id come from them
 * @param clusterToken distinguishes clusters that have the same URLs
 * @param logLevel the least level that is written
 * @param logFormat json or console
 * @param maxRequestBytes longest request, counted as etcd would marshal it
 * @param maxTxnOps most operations of a transaction, at each level
 * @param quotaBackendBytes 0 for the default of 2 GiB, negative for none
 * @param maxConcurrentStreams most open calls of one HTTP/2 connection
 */
public record ServerOptions(
        String name,
        Path dataDirectory,
        List<MemberUrl> listenClientUrls,
        List<MemberUrl> advertiseClientUrls,
        List<MemberUrl> listenPeerUrls,
        List<MemberUrl> peerUrls,
        String clusterToken,
        String logLevel,
        String logFormat,
        int maxRequestBytes,
        int maxTxnOps,
        long quotaBackendBytes,
        long maxConcurrentStreams) {
    private static final long QUOTA_DEFAULT_BYTES = 2L << 30;

    /** The quota in force, in bytes; negative when there is none. */
    public long effectiveQuotaBytes() {
        return quotaBackendBytes == 0 ? QUOTA_DEFAULT_BYTES : quotaBackendBytes;
    }
}
