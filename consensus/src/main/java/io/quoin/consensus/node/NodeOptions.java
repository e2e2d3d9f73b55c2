package io.quoin.consensus.node;

import io.quoin.consensus.Invariant;

/**
 * Bounds and times of a node.
 *
 * @param tickMillis length of a tick of the Raft core
 * @param requestTimeoutMillis after this a waiting caller is told that the outcome is unknown (etcd: 5 s + 2 election
 *     timeouts)
 * @param inboxBytesMax proposals waiting for the node thread, in bytes of entry data and a KiB for each caller; beyond
 *     it they are refused
 * @param outstandingMax callers that wait for an outcome; beyond it proposals are refused
 * @param pendingBytesMax applied records that wait for the engine; beyond it proposals are refused
 * @param flushIntervalMillis time between two commits of the engine under load (etcd's backend-batch-interval)
 * @param flushBytes pending bytes that start a flush before the interval has passed
 * @param flushEntries entries applied since the last flush that start one before the interval has passed (etcd's
 *     backend-batch-limit)
 * @param idleMarkerMillis a marker batch is written this long after the last batch
 */
public record NodeOptions(
        int tickMillis,
        int requestTimeoutMillis,
        long inboxBytesMax,
        int outstandingMax,
        long pendingBytesMax,
        int flushIntervalMillis,
        long flushBytes,
        long flushEntries,
        int idleMarkerMillis) {
    public static final NodeOptions DEFAULT =
            new NodeOptions(10, 7_000, 64L << 20, 1 << 20, 256L << 20, 100, 8L << 20, 10_000, 50);

    public NodeOptions {
        Invariant.check(tickMillis > 0 && requestTimeoutMillis > 0, "times must be positive");
        Invariant.check(inboxBytesMax > 0 && outstandingMax > 0, "bounds must be positive");
        Invariant.check(flushIntervalMillis > 0 && idleMarkerMillis > 0, "intervals must be positive");
        Invariant.check(flushEntries > 0, "flushEntries must be positive");
        Invariant.check(flushBytes > 0 && pendingBytesMax >= flushBytes, "pendingBytesMax is below flushBytes");
    }

    /** The same with another time after which an outcome is unknown. */
    public NodeOptions withRequestTimeoutMillis(int millis) {
        return new NodeOptions(
                tickMillis,
                millis,
                inboxBytesMax,
                outstandingMax,
                pendingBytesMax,
                flushIntervalMillis,
                flushBytes,
                flushEntries,
                idleMarkerMillis);
    }

    /** The same with other limits of what may wait for a commit of the engine: milliseconds under load, entries. */
    public NodeOptions withFlushEvery(int intervalMillis, long entries) {
        return new NodeOptions(
                tickMillis,
                requestTimeoutMillis,
                inboxBytesMax,
                outstandingMax,
                pendingBytesMax,
                intervalMillis,
                flushBytes,
                entries,
                idleMarkerMillis);
    }
}
