package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.node.Proposal;
import io.quoin.consensus.node.ProposalRefusal;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.consensus.raft.Role;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.HashRun;
import io.quoin.statemachine.HistoryHashes;
import io.quoin.statemachine.ReplicatedStore;
import io.quoin.statemachine.StoreOptions;
import io.quoin.statemachine.StoreReader;
import io.quoin.statemachine.alarm.Alarms;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.EngineStats;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.testing.InMemoryDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A member without log and threads: a real store that applies what was proposed when a test says so. */
final class TestReplica implements Replica {
    static final long CLUSTER_ID = 11;
    static final long MEMBER_ID = 0x8000_0000_0000_0022L;
    static final long TERM = 3;

    final List<List<Proposal>> handedOver = new ArrayList<>();
    ProposalRefusal refusal;
    boolean leads = true;
    boolean shortOfSpace;
    boolean hasRoomAgain;
    EtcdError defragmentationRefusal;
    final Map<Long, Runnable> whenCompacted = new TreeMap<>();
    int stepsOfHashes;

    private final StorageEngine engine = new InMemoryDisk().open(EngineOptions.DEFAULT);
    private final ReplicatedStore store = ReplicatedStore.open(engine, StoreOptions.DEFAULT);

    /** Commits and applies everything proposed so far. */
    void commit() {
        for (List<Proposal> turn : handedOver) {
            for (Proposal proposal : turn) {
                long index = store.applied().index() + 1;
                Entry entry = new Entry(index, TERM, EntryType.COMMAND, proposal.data());
                proposal.waiter().applied(store.apply(entry, true));
            }
        }
        handedOver.clear();
        store.publish();
    }

    @Override
    public long clusterId() {
        return CLUSTER_ID;
    }

    @Override
    public long memberId() {
        return MEMBER_ID;
    }

    @Override
    public void propose(List<Proposal> proposals) {
        if (refusal != null) {
            proposals.forEach(proposal -> proposal.waiter().refused(refusal));
        } else {
            handedOver.add(proposals);
        }
    }

    @Override
    public RaftStatus status() {
        long leader = leads ? MEMBER_ID : 0;
        Role role = leads ? Role.LEADER : Role.FOLLOWER;
        long applied = store.state().applied().index();
        return new RaftStatus(role, TERM, MEMBER_ID, leader, applied, applied, applied, leads);
    }

    @Override
    public AppliedState state() {
        return store.state();
    }

    @Override
    public Alarms alarms() {
        return state().alarms();
    }

    @Override
    public EtcdError linearizableRefusal() {
        return leads ? null : EtcdError.NO_LEADER;
    }

    @Override
    public StoreReader reader() {
        return store.reader();
    }

    @Override
    public EngineStats storage() {
        return engine.stats();
    }

    @Override
    public long pendingBytes() {
        return store.pendingBytes();
    }

    @Override
    public boolean isShortOfSpace() {
        return shortOfSpace;
    }

    @Override
    public void lookForSpace(Runnable then) {
        shortOfSpace &= !hasRoomAgain;
        then.run();
    }

    @Override
    public HistoryHashes hashes() {
        return store.hashes();
    }

    @Override
    public void hash(HashRun run, HashListener listener) {
        try (run) {
            while (run.step(1)) {
                stepsOfHashes++;
            }
        }
        listener.hashed(run);
    }

    @Override
    public void whenCompacted(long revision, Runnable task) {
        whenCompacted.put(revision, task);
    }

    @Override
    public void defragment(Consumer<EtcdError> outcome) {
        outcome.accept(defragmentationRefusal);
    }
}
