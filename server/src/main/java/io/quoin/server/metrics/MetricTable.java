package io.quoin.server.metrics;

import static io.quoin.server.metrics.Metric.counter;
import static io.quoin.server.metrics.Metric.counters;
import static io.quoin.server.metrics.Metric.gauge;
import static io.quoin.server.metrics.Metric.gauges;
import static io.quoin.server.metrics.Metric.histogram;

import io.quoin.consensus.raft.Role;
import io.quoin.server.config.Version;
import java.util.List;

/** Every metric of this server: etcd's name, help, type and source. */
final class MetricTable {
    // spotless:off one row, two lines
    static final List<Metric> ROWS = List.of(
            // cluster and consensus
            gauges(
                    "etcd_cluster_version",
                    "Which version is running. 1 for 'cluster_version' label with current cluster version",
                    (s, out) -> out.add(
                            1, "cluster_version", Version.CLUSTER.substring(0, Version.CLUSTER.lastIndexOf('.')))),
            gauges(
                    "etcd_server_version",
                    "Which version is running. 1 for 'server_version' label with current version.",
                    (s, out) -> out.add(1, "server_version", Version.SERVER)),
            gauges(
                    "etcd_server_id",
                    "Server or member ID in hexadecimal format. 1 for 'server_id' label with current ID.",
                    (s, out) -> out.add(
                            1,
                            "server_id",
                            Long.toHexString(s.figures().member().memberId()))),
            gauge(
                    "etcd_server_has_leader",
                    "Whether or not a leader exists. 1 is existence, 0 is not.",
                    s -> flag(s.figures().member().raft().leader() != 0)),
            gauge(
                    "etcd_server_is_leader",
                    "Whether or not this member is a leader. 1 if is, 0 otherwise.",
                    s -> flag(s.figures().member().raft().role() == Role.LEADER)),
            counter(
                    "etcd_server_leader_changes_seen_total",
                    "The number of leader changes seen.",
                    s -> s.measured().leaderChanges()),
            gauge(
                    "etcd_server_proposals_committed_total",
                    "The total number of consensus proposals committed.",
                    s -> s.figures().member().raft().commit()),
            gauge(
                    "etcd_server_proposals_applied_total",
                    "The total number of consensus proposals applied.",
                    s -> s.figures().member().raft().applied()),
            gauge(
                    "etcd_server_proposals_pending",
                    "The current number of pending proposals to commit.",
                    s -> s.figures().member().proposalsPending()),
            counter(
                    "etcd_server_proposals_failed_total",
                    "The total number of failed proposals seen.",
                    s -> s.figures().services().failed()),
            gauges(
                    "etcd_debugging_server_alarms",
                    "Alarms for every member in cluster. 1 for 'server_id' label with current ID. 2 for 'alarm_type' label with type of this alarm",
                    LabelledSamples::alarms),

            // disk
            histogram(
                    "etcd_disk_wal_write_duration_seconds",
                    "The latency distributions of write called by WAL.",
                    Measurements::logWrites),
            histogram(
                    "etcd_disk_wal_fsync_duration_seconds",
                    "The latency distributions of fsync called by WAL.",
                    Measurements::logForces),
            gauge(
                    "etcd_disk_wal_write_bytes_total",
                    "Total number of bytes written in WAL.",
                    s -> s.measured().logBytes()),
            histogram(
                    "etcd_disk_backend_commit_duration_seconds",
                    "The latency distributions of commit called by backend.",
                    Measurements::flushes),
            gauge(
                    "etcd_server_quota_backend_bytes",
                    "Current backend storage quota size in bytes.",
                    s -> s.figures().quotaBytes()),
            gauge(
                    "etcd_mvcc_db_total_size_in_bytes",
                    "Total size of the underlying database physically allocated in bytes.",
                    s -> s.figures().member().storage().allocatedBytes()),
            gauge(
                    "etcd_mvcc_db_total_size_in_use_in_bytes",
                    "Total size of the underlying database logically in use in bytes.",
                    s -> s.figures().member().storage().inUseBytes()),
            gauge(
                    "etcd_mvcc_db_open_read_transactions",
                    "The number of currently open read transactions",
                    s -> s.figures().member().storage().openViews()),

            // keys
            gauge(
                    "etcd_debugging_mvcc_keys_total",
                    "Total number of keys.",
                    s -> s.figures().member().state().index().liveCount()),
            gauge(
                    "etcd_debugging_mvcc_current_revision",
                    "The current revision of store.",
                    s -> s.figures().member().state().revision()),
            gauge(
                    "etcd_debugging_mvcc_compact_revision",
                    "The revision of the last compaction in store.",
                    s -> s.figures().member().state().compactedRevision()),
            gauge(
                    "etcd_debugging_mvcc_total_put_size_in_bytes",
                    "The total size of put kv pairs seen by this member.",
                    s -> s.figures().member().operations().putBytes()),
            counter(
                    "etcd_mvcc_put_total",
                    "Total number of puts seen by this member.",
                    s -> s.figures().member().operations().puts()),
            counter(
                    "etcd_mvcc_delete_total",
                    "Total number of deletes seen by this member.",
                    s -> s.figures().member().operations().deletes()),
            counter(
                    "etcd_mvcc_txn_total",
                    "Total number of txns seen by this member.",
                    s -> s.figures().member().operations().transactions()
                            + s.figures().member().transactionsRead()),
            counter(
                    "etcd_mvcc_range_total",
                    "Total number of ranges seen by this member.",
                    s -> s.figures().member().operations().ranges()
                            + s.figures().member().rangesRead()),

            // clients
            counter(
                    "etcd_network_client_grpc_received_bytes_total",
                    "The total number of bytes received from grpc clients.",
                    s -> s.figures().calls().receivedBytes()),
            counter(
                    "etcd_network_client_grpc_sent_bytes_total",
                    "The total number of bytes sent to grpc clients.",
                    s -> s.figures().calls().sentBytes()),
            counters(
                    "etcd_server_client_requests_total",
                    "The total number of client requests per client version.",
                    LabelledSamples::clientRequests),
            counters(
                    "grpc_server_started_total",
                    "Total number of RPCs started on the server.",
                    LabelledSamples::callsStarted),
            counters(
                    "grpc_server_handled_total",
                    "Total number of RPCs completed on the server, regardless of success or failure.",
                    LabelledSamples::callsHandled),
            counters(
                    "grpc_server_msg_received_total",
                    "Total number of RPC stream messages received on the server.",
                    LabelledSamples::messagesReceived),
            counters(
                    "grpc_server_msg_sent_total",
                    "Total number of gRPC stream messages sent by the server.",
                    LabelledSamples::messagesSent),

            // health
            counter(
                    "etcd_server_health_success",
                    "The total number of successful health checks",
                    s -> s.measured().health().healthy()),
            counter(
                    "etcd_server_health_failures",
                    "The total number of failed health checks",
                    s -> s.measured().health().unhealthy()),
            gauges("etcd_server_healthcheck", "The result of each kind of healthcheck.", LabelledSamples::healthChecks),
            counters(
                    "etcd_server_healthchecks_total",
                    "The total number of each kind of healthcheck.",
                    LabelledSamples::healthCheckTotals),

            // process
            gauges(
                    "os_fd_limit",
                    "The file descriptor limit.",
                    (s, out) -> told(s.process().openFilesMax(), out)),
            gauges(
                    "os_fd_used",
                    "The number of used file descriptors.",
                    (s, out) -> told(s.process().openFiles(), out)),
            gauges(
                    "process_max_fds",
                    "Maximum number of open file descriptors.",
                    (s, out) -> told(s.process().openFilesMax(), out)),
            gauges(
                    "process_open_fds",
                    "Number of open file descriptors.",
                    (s, out) -> told(s.process().openFiles(), out)),
            gauges(
                    "process_resident_memory_bytes",
                    "Resident memory size in bytes.",
                    (s, out) -> told(s.process().residentBytes(), out)),
            gauges(
                    "process_virtual_memory_bytes",
                    "Virtual memory size in bytes.",
                    (s, out) -> told(s.process().virtualBytes(), out)),
            counters(
                    "process_cpu_seconds_total",
                    "Total user and system CPU time spent in seconds.",
                    (s, out) -> told(s.process().cpuNanos(), 1e9, out)),
            gauges(
                    "process_start_time_seconds",
                    "Start time of the process since unix epoch in seconds.",
                    (s, out) -> told(s.process().startMillis(), 1e3, out)),

            // our own: what is bounded, and who was refused
            gauge(
                    "quoin_connections",
                    "Open connections on the client port.",
                    s -> s.figures().connections()),
            gauge(
                    "quoin_inbox_bytes",
                    "Bytes of proposals that wait for the node thread.",
                    s -> s.figures().member().bytes().inbox()),
            gauge(
                    "quoin_pending_bytes",
                    "Bytes of applied records that the storage engine does not hold yet.",
                    s -> s.figures().member().bytes().pending()),
            gauge(
                    "quoin_log_bytes",
                    "Bytes of the segments of the write-ahead log.",
                    s -> s.figures().member().bytes().log()),
            counter(
                    "quoin_damaged_records_total",
                    "Stored records found damaged since the start, each counted once.",
                    s -> s.figures().member().damage().records()),
            gauge(
                    "quoin_large_reads_waiting",
                    "Large reads that wait for a thread.",
                    s -> s.figures().services().largeReadsWaiting()),
            gauge(
                    "quoin_large_reads_bytes",
                    "Bytes that large reads hold, and that their clients have not taken yet.",
                    s -> s.figures().services().largeReadBytes()),
            gauge(
                    "quoin_client_queued_bytes",
                    "Bytes of answers that wait for their clients to take them.",
                    s -> s.figures().calls().queuedBytes()),
            counters(
                    "quoin_proposals_refused_total",
                    "Proposals that were refused before they entered the log.",
                    LabelledSamples::refusals));
    // spotless:on

    private MetricTable() {}

    private static long flag(boolean is) {
        return is ? 1 : 0;
    }

    private static void told(long value, Samples out) {
        if (value >= 0) {
            out.add(value);
        }
    }

    private static void told(long value, double unit, Samples out) {
        if (value >= 0) {
            out.add(value / unit);
        }
    }
}
