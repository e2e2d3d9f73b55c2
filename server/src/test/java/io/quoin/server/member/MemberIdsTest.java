package io.quoin.server.member;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemberIdsTest {
    @Test
    void theDefaultMemberHasTheIdsThatEveryEtcdHas() {
        MemberIds ids = MemberIds.ofSingle(List.of("http://localhost:2380"), "etcd-cluster");
        assertEquals("8e9e05c52164694d", Long.toHexString(ids.memberId()));
        assertEquals("cdf818194e3a8c32", Long.toHexString(ids.clusterId()));
    }

    @Test
    void theOrderOfTheUrlsDoesNotMatter() {
        assertEquals(
                MemberIds.ofSingle(List.of("http://a:1", "http://b:2"), "t"),
                MemberIds.ofSingle(List.of("http://b:2", "http://a:1"), "t"));
    }
}
