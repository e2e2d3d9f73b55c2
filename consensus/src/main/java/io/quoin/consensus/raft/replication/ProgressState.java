package io.quoin.consensus.raft.replication;

/** How a leader sends to a follower. */
public enum ProgressState {
    /** Where the logs agree is not known: one append at a time, the next after its answer or a heartbeat's. */
    PROBE,
    /** They agree: appends are pipelined, without waiting for answers, as the window allows. */
    REPLICATE
}
