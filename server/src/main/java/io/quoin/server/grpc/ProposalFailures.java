package io.quoin.server.grpc;

import io.quoin.consensus.node.ProposalRefusal;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts proposals that were not applied as far as their caller knows. Any thread. */
final class ProposalFailures {
    private final AtomicLongArray refused = new AtomicLongArray(ProposalRefusal.values().length);
    private final AtomicLong unknown = new AtomicLong();

    void refused(ProposalRefusal reason) {
        refused.incrementAndGet(reason.ordinal());
    }

    void unknown() {
        unknown.incrementAndGet();
    }

    /** Refused for that reason. */
    long count(ProposalRefusal reason) {
        return refused.get(reason.ordinal());
    }

    /** Those that etcd counts as failed: no leader to take them, or an outcome that nobody knows. */
    long failed() {
        return unknown.get() + count(ProposalRefusal.NOT_LEADER) + count(ProposalRefusal.STOPPED);
    }
}
