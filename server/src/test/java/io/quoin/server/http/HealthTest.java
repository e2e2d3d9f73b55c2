package io.quoin.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quoin.server.metrics.HealthCounts;
import io.quoin.statemachine.alarm.Alarm;
import org.junit.jupiter.api.Test;

/** Health and probes of members in every condition. What the real etcd says is compared elsewhere. */
class HealthTest {
    private final ProbedReplica replica = new ProbedReplica();
    private final HealthCounts counts = new HealthCounts();

    private void assertHealth(String query, int status, String body) {
        assertEquals(
                new Answer(status, status != 200, body), Health.check(replica, Query.of("/health" + query), counts));
    }

    private void assertReady(String query, int status, String body) {
        assertEquals(new Answer(status, true, body), Probe.READY.check(replica, Query.of("/readyz" + query), counts));
    }

    @Test
    void aLeaderWithoutAlarmsIsHealthy() {
        assertHealth("", 200, "{\"health\":\"true\",\"reason\":\"\"}");
        assertReady("", 200, "ok\n");
        assertReady(
                "?verbose",
                200,
                "[+]data_corruption ok\n[+]serializable_read ok\n[+]linearizable_read ok\n[+]non_learner ok\nok\n");
    }

    @Test
    void withoutALeaderOnlyItsOwnStateCanBeRead() {
        replica.leads = false;
        assertHealth("", 503, "{\"health\":\"false\",\"reason\":\"RAFT NO LEADER\"}\n");
        assertHealth("?serializable=true", 200, "{\"health\":\"true\",\"reason\":\"\"}");
        assertReady("", 503, """
                [+]data_corruption ok
                [+]serializable_read ok
                [-]linearizable_read failed: etcdserver: no leader
                [+]non_learner ok

                """);
        assertEquals(new Answer(200, true, "ok\n"), Probe.LIVE.check(replica, Query.of("/livez"), counts));
    }

    @Test
    void aLeaderThatCannotProveItselfFailsTheRead() {
        replica.confirmed = false;
        assertHealth("", 503, "{\"health\":\"false\",\"reason\":\"RANGE ERROR:etcdserver: no leader\"}\n");
    }

    @Test
    void anAlarmIsToldUnlessExcluded() {
        replica.raise(Alarm.NO_SPACE);
        assertHealth("", 503, "{\"health\":\"false\",\"reason\":\"ALARM NOSPACE\"}\n");
        assertHealth("?exclude=NOSPACE", 200, "{\"health\":\"true\",\"reason\":\"\"}");
        assertReady("", 200, "ok\n");

        replica.raise(Alarm.CORRUPT);
        assertHealth("?exclude=NOSPACE", 503, "{\"health\":\"false\",\"reason\":\"ALARM CORRUPT\"}\n");
        assertHealth("?exclude=NOSPACE&exclude=CORRUPT", 200, "{\"health\":\"true\",\"reason\":\"\"}");
    }

    @Test
    void checksCanBeExcludedFromTheListButNotFromTheirOwnPath() {
        replica.raise(Alarm.CORRUPT);
        assertReady("?exclude=data_corruption&exclude=none", 200, "ok\n");
        assertEquals(
                new Answer(503, true, "[-]data_corruption failed: alarm activated: CORRUPT\n\n"),
                Probe.READY.check(
                        Probe.Check.DATA_CORRUPTION,
                        replica,
                        Query.of("/readyz/data_corruption?exclude=data_corruption"),
                        counts));
    }
}
