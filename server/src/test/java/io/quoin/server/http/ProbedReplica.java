package io.quoin.server.http;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.AlarmRequest;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.node.Proposal;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.consensus.raft.Role;
import io.quoin.server.grpc.Replica;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.HashRun;
import io.quoin.statemachine.HistoryHashes;
import io.quoin.statemachine.ReplicatedStore;
import io.quoin.statemachine.StoreOptions;
import io.quoin.statemachine.StoreReader;
import io.quoin.statemachine.alarm.Alarms;
import io.quoin.statemachine.command.Commands;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.EngineStats;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.testing.InMemoryDisk;
import java.util.List;
import java.util.function.Consumer;

/** A member whose leadership and alarms a test sets, over a real store. */
final class ProbedReplica implements Replica {
    private static final long MEMBER_ID = 7;
    private static final long TERM = 1;

    boolean leads = true;
    boolean confirmed = true;

    private final StorageEngine engine = new InMemoryDisk().open(EngineOptions.DEFAULT);
    private final ReplicatedStore store = ReplicatedStore.open(engine, StoreOptions.DEFAULT);

    /** Applies the activation of an alarm. */
    void raise(int alarmType) {
        byte[] request = AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                .setMemberID(MEMBER_ID)
                .setAlarmValue(alarmType)
                .build()
                .toByteArray();
        long index = store.applied().index() + 1;
        store.apply(new Entry(index, TERM, EntryType.COMMAND, Commands.alarm(request)), false);
        store.publish();
    }

    @Override
    public long clusterId() {
        return 1;
    }

    @Override
    public long memberId() {
        return MEMBER_ID;
    }

    @Override
    public void propose(List<Proposal> proposals) {
        throw new AssertionError("a probe proposes nothing");
    }

    @Override
    public RaftStatus status() {
        Role role = leads ? Role.LEADER : Role.FOLLOWER;
        long applied = store.state().applied().index();
        long leader = leads ? MEMBER_ID : 0;
        return new RaftStatus(role, TERM, MEMBER_ID, leader, applied, applied, applied, leads && confirmed);
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
        return leads && confirmed ? null : EtcdError.NO_LEADER;
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
        return false;
    }

    @Override
    public void lookForSpace(Runnable then) {
        then.run();
    }

    @Override
    public HistoryHashes hashes() {
        return store.hashes();
    }

    @Override
    public void hash(HashRun run, HashListener listener) {
        throw new AssertionError("a probe hashes nothing");
    }

    @Override
    public void whenCompacted(long revision, Runnable task) {
        throw new AssertionError("a probe compacts nothing");
    }

    @Override
    public void defragment(Consumer<EtcdError> outcome) {
        throw new AssertionError("a probe defragments nothing");
    }
}
