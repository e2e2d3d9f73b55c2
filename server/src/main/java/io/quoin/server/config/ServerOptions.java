package io.quoin.server.config;

import io.quoin.server.log.LogRotation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the operator asked for, checked.
 *
 * @param name human-readable name of this member
 * @param dataDirectory where everything is stored; relative to the working directory
 * @param listenClientUrls where clients connect; http, host an address or localhost, port 0 for any
 * @param advertiseClientUrls what clients are told
 * @param listenPeerUrls where peers will connect
 * @param peerUrls this member's URLs for its peers; member and cluster id come from them
 * @param listenMetricsUrls where metrics and health are asked for, besides the client URLs; as those
 * @param reusePort whether others may listen on the same addresses
 * @param clusterToken distinguishes clusters that have the same URLs
 * @param logging of the log
 * @param requests of what clients may ask for
 * @param keepAlive of connections that are silent, or too lively
 * @param storage of log and store
 */
public record ServerOptions(
        String name,
        Path dataDirectory,
        List<MemberUrl> listenClientUrls,
        List<MemberUrl> advertiseClientUrls,
        List<MemberUrl> listenPeerUrls,
        List<MemberUrl> peerUrls,
        List<MemberUrl> listenMetricsUrls,
        boolean reusePort,
        String clusterToken,
        Logging logging,
        Requests requests,
        KeepAlive keepAlive,
        Storage storage) {
    /**
     * The log.
     *
     * @param level the least level that is written
     * @param format json or console
     * @param outputs stderr, stdout, or files
     * @param rotation of the one file among the outputs
     * @param slowRequest calls that take longer are logged
     */
    public record Logging(
            String level, String format, List<String> outputs, Optional<LogRotation> rotation, Duration slowRequest) {}

    /**
     * Bounds of requests.
     *
     * @param bytesMax longest request, counted as etcd would marshal it
     * @param txnOpsMax most operations of a transaction, at each level
     * @param streamsMax most open calls of one HTTP/2 connection
     * @param timeout a change that is not decided by then has an unknown outcome
     */
    public record Requests(int bytesMax, int txnOpsMax, long streamsMax, Duration timeout) {}

    /**
     * Pings in both directions.
     *
     * @param pingIntervalMin a client that pings more often is sent away
     * @param interval after so long without a byte the client is pinged
     * @param timeout a client that does not answer such a ping for so long is dropped
     */
    public record KeepAlive(Duration pingIntervalMin, Duration interval, Duration timeout) {}

    /**
     * What is on disk.
     *
     * @param walDirectory where the log is, if not below the data directory
     * @param forced whether the log is forced to disk before a write is answered
     * @param flushIntervalMillis time between two commits of the engine under load
     * @param flushEntries entries that are committed without waiting for that time
     * @param quotaBackendBytes 0 for the default of 2 GiB, negative for none
     */
    public record Storage(
            Optional<Path> walDirectory,
            boolean forced,
            int flushIntervalMillis,
            long flushEntries,
            long quotaBackendBytes) {
        private static final long QUOTA_DEFAULT_BYTES = 2L << 30;

        /** The quota in force, in bytes; negative when there is none. */
        public long effectiveQuotaBytes() {
            return quotaBackendBytes == 0 ? QUOTA_DEFAULT_BYTES : quotaBackendBytes;
        }
    }
}
