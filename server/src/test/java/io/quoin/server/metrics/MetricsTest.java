package io.quoin.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.node.ProposalRefusal;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.consensus.raft.Role;
import io.quoin.server.frontdoor.CallTotals;
import io.quoin.server.frontdoor.CallTotals.ClientTotals;
import io.quoin.server.frontdoor.CallTotals.MethodTotals;
import io.quoin.server.grpc.ServiceFigures;
import io.quoin.server.member.MemberFigures;
import io.quoin.server.rpc.Method;
import io.quoin.statemachine.ReplicatedStore;
import io.quoin.statemachine.StoreOptions;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.alarm.Alarms;
import io.quoin.statemachine.mvcc.OperationTotals;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.EngineStats;
import io.quoin.storage.testing.InMemoryDisk;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table and its text. That names, types and labels are etcd's is compared with the real one elsewhere. */
class MetricsTest {
    private final Measurements measured = new Measurements();

    private String text() {
        return new Metrics(measured, MetricsTest::figures).text();
    }

    private static Figures figures() {
        var store = ReplicatedStore.open(new InMemoryDisk().open(EngineOptions.DEFAULT), StoreOptions.DEFAULT);
        var member = new MemberFigures(
                0xAB,
                new RaftStatus(Role.LEADER, 3, 0xAB, 0xAB, 20, 19, 20, true),
                store.state(),
                new EngineStats(4096, 1024, 7, 2, 0),
                new OperationTotals(1, 2, 3, 4, 5),
                6,
                7,
                8,
                new MemberFigures.Damage(Alarms.NONE.with(new Alarm(0xAB, Alarm.CORRUPT)), 22),
                new MemberFigures.Bytes(9, 10, 11));
        var services = new ServiceFigures(Map.of(ProposalRefusal.OVERLOADED, 12L), 13, 14, 23);
        return new Figures(member, services, calls(), 15, 16);
    }

    private static CallTotals calls() {
        List<Long> handled = Collections.nCopies(CallTotals.STATUS_CODES, 1L);
        Method put = Method.unary("/etcdserverpb.KV/Put", (request, call) -> {});
        Method lock = Method.unary("/v3lockpb.Lock/Lock", (request, call) -> {});
        return new CallTotals(
                List.of(new MethodTotals(put, 17, 18, 19, handled), new MethodTotals(lock, 0, 0, 0, handled)),
                List.of(new ClientTotals("3\"\\\n", 20, 0)),
                21,
                22,
                24);
    }

    private void assertSays(String line) {
        assertTrue(text().lines().anyMatch(line::equals), line + " is not in\n" + text());
    }

    @Test
    void eachNameStandsOnceAndRowsAreInOrder() {
        List<String> names = Metrics.table().stream().map(Metric::name).toList();
        Set<String> once = new HashSet<>(names);
        assertEquals(names.size(), once.size());
        assertEquals(names.stream().sorted().toList(), names);
        names.forEach(name -> assertTrue(name.matches("[a-z][a-z0-9_]*"), name));
    }

    @Test
    void figuresAreShownUnderTheirNames() {
        assertSays("# TYPE etcd_server_proposals_committed_total gauge");
        assertSays("etcd_server_proposals_committed_total 20");
        assertSays("etcd_server_proposals_applied_total 19");
        assertSays("etcd_server_id{server_id=\"ab\"} 1");
        assertSays("etcd_mvcc_db_total_size_in_bytes 4096");
        assertSays("etcd_mvcc_db_total_size_in_use_in_bytes 1024");
        assertSays("etcd_mvcc_range_total 10");
        assertSays("etcd_mvcc_txn_total 12");
        assertSays("etcd_debugging_mvcc_compact_revision -1");
        assertSays("quoin_proposals_refused_total{reason=\"overloaded\"} 12");
        assertSays("quoin_large_reads_bytes 23");
        assertSays("quoin_client_queued_bytes 24");
        assertSays("etcd_cluster_version{cluster_version=\"3.7\"} 1");
    }

    @Test
    void callsAreShownByMethodAndCodeAndThoseOfLockOnlyOnceCalled() {
        assertSays("grpc_server_handled_total{grpc_code=\"Canceled\",grpc_method=\"Put\","
                + "grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"} 1");
        assertSays(
                "grpc_server_started_total{grpc_method=\"Put\",grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"} 17");
        assertFalse(text().contains("v3lockpb"));
    }

    @Test
    void whatAClientSaysIsEscaped() {
        assertSays("etcd_server_client_requests_total{client_api_version=\"3\\\"\\\\\\n\",type=\"unary\"} 20");
    }

    @Test
    void aHistogramIsCumulative() {
        measured.log().batchWritten(4096, 500, 1_500_000);
        measured.log().batchWritten(4096, 500, 3_000_000);
        measured.log().batchWritten(4096, 500, 9_000_000_000L);

        assertSays("etcd_disk_wal_write_bytes_total 12288");
        assertSays("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.001\"} 0");
        assertSays("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.002\"} 1");
        assertSays("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"8.192\"} 2");
        assertSays("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"+Inf\"} 3");
        assertSays("etcd_disk_wal_fsync_duration_seconds_count 3");
        assertSays("etcd_disk_wal_fsync_duration_seconds_sum 9.0045");
    }

    @Test
    void aMetricWithoutSamplesIsLeftOut() {
        assertFalse(text().contains("etcd_server_healthcheck "));
        measured.health().checked(new HealthCounts.Check("readyz", "non_learner"), true);
        assertSays("etcd_server_healthcheck{name=\"non_learner\",type=\"readyz\"} 1");
        measured.health().checked(new HealthCounts.Check("readyz", "non_learner"), false);
        assertSays("etcd_server_healthcheck{name=\"non_learner\",type=\"readyz\"} 0");
        assertSays("etcd_server_healthchecks_total{name=\"non_learner\",status=\"error\",type=\"readyz\"} 1");
    }
}
