package io.quoin.server.grpc;

import io.quoin.api.etcdserverpb.ResponseHeader;

/** Headers of answers that are built as messages. */
final class ResponseHeaders {
    private ResponseHeaders() {}

    /** The header of an answer at that revision; 0 for none. */
    static ResponseHeader at(Replica replica, long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(replica.clusterId())
                .setMemberId(replica.memberId())
                .setRevision(revision)
                .setRaftTerm(replica.status().term())
                .build();
    }
}
