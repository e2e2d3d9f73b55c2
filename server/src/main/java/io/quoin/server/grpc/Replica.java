package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.consensus.node.Proposal;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.HashRun;
import io.quoin.statemachine.HistoryHashes;
import io.quoin.statemachine.StoreReader;
import io.quoin.statemachine.alarm.Alarms;
import io.quoin.storage.EngineStats;
import java.util.List;
import java.util.function.Consumer;

/** The member below the services: it takes proposals and shows its state. Any thread; nothing blocks. */
public interface Replica {
    /** Id of the cluster, by etcd's rule. */
    long clusterId();

    /** Id of this member, by etcd's rule. */
    long memberId();

    /** Hands proposals over, in order; the list is the replica's from now on. Each waiter is told its outcome once. */
    void propose(List<Proposal> proposals);

    /** Term, leader and positions, as of the last turn of the node. */
    RaftStatus status();

    /** The newest published state. A read takes exactly one. */
    AppliedState state();

    /**
     * The raised alarms as this member shows them: those of the state, and CORRUPT of its own while a damaged record
     * keeps it from applying, which no entry of the log could raise.
     */
    Alarms alarms();

    /**
     * Why a read that must see all that was acknowledged cannot be answered from the newest state.
     *
     * @return null when it can
     */
    EtcdError linearizableRefusal();

    /** Reads states. */
    StoreReader reader();

    /** What the storage engine holds. */
    EngineStats storage();

    /** Applied records that the engine does not have yet, in bytes. */
    long pendingBytes();

    /** Whether a disk was full and has no reserve again: what takes space must be refused. */
    boolean isShortOfSpace();

    /** Looks whether there is space again, and then runs the task, whatever was found, on whichever thread. */
    void lookForSpace(Runnable then);

    /** Begins hashes over the history. */
    HistoryHashes hashes();

    /**
     * Takes a run over: steps it to its end on a thread for that, closes it, and tells the listener once, on whichever
     * thread. When too many wait already, or the member closes, that is a failure.
     */
    void hash(HashRun run, HashListener listener);

    /**
     * Runs the task once compaction up to that revision is finished: hashed, its records deleted, and that durable. At
     * once, or later on another thread; never when the member closes before.
     */
    void whenCompacted(long revision, Runnable task);

    /**
     * Rewrites the storage engine's files so that they take as little space as they can. Reads and writes go on.
     *
     * @param outcome given null when it is done, else why it is not, on whichever thread
     */
    void defragment(Consumer<EtcdError> outcome);

    /** Told what a run came to. Exactly one of the methods is called, once; must not block. */
    interface HashListener {
        /** The run has ended; it is closed, and its result can be asked for. */
        void hashed(HashRun finished);

        /** There is no result. */
        void failed(EtcdError error);
    }
}
