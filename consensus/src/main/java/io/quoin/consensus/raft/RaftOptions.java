package io.quoin.consensus.raft;

import io.quoin.consensus.Invariant;

/**
 * Times and bounds of the core. Where entries are counted in bytes, each counts its data and a constant overhead.
 *
 * @param heartbeatTicks ticks between two heartbeats of a leader
 * @param electionTicks the shortest election timeout in ticks; each is drawn from
 *     {@code [electionTicks, 2 * electionTicks)}. Also how long a leader counts as alive, and how often it checks that
 *     a quorum answers it
 * @param entryBytesMax longest data of one entry; a longer proposal is refused
 * @param appendBytesMax bytes in one append message, though always at least one entry
 * @param inflightMessagesMax append messages on their way to one follower; when reached, it gets no entries
 * @param inflightBytesMax bytes in them; when reached, likewise
 * @param uncommittedBytesMax bytes proposed in this leadership and not yet committed; beyond it proposals are refused,
 *     yet one is always let in
 * @param applyBatchBytesMax bytes in one {@link ApplyBatch}, though always at least one entry; only one is under way
 * @param tailBytesMax entries kept in memory once they are durable and applied; older ones are read from the log
 * @param heldResponsesMax responses that wait for the disk; beyond it the newest is dropped, as the network might
 */
public record RaftOptions(
        int heartbeatTicks,
        int electionTicks,
        int entryBytesMax,
        long appendBytesMax,
        int inflightMessagesMax,
        long inflightBytesMax,
        long uncommittedBytesMax,
        long applyBatchBytesMax,
        long tailBytesMax,
        int heldResponsesMax) {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    public RaftOptions {
        Invariant.check(
                heartbeatTicks > 0 && heartbeatTicks < electionTicks,
                "heartbeat each %d ticks, election after %d",
                heartbeatTicks,
                electionTicks);
        Invariant.check(
                entryBytesMax > 0 && appendBytesMax > 0 && inflightMessagesMax > 0 && inflightBytesMax > 0,
                "bounds of replication must be positive");
        Invariant.check(
                uncommittedBytesMax > 0 && applyBatchBytesMax > 0 && tailBytesMax >= 0 && heldResponsesMax > 0,
                "bounds of memory must be positive");
    }

    /** With ticks of 10 ms: heartbeat 100 ms, election timeout 1 to 2 s, as etcd; all bounds fit a 256 MiB heap. */
    public static RaftOptions defaults() {
        return new RaftOptions(10, 100, 1536 * KIB + 64 * KIB, MIB, 256, 32L * MIB, 128L * MIB, MIB, 64L * MIB, 4096);
    }

    /** The same bounds with other times. */
    public RaftOptions withTicks(int newHeartbeatTicks, int newElectionTicks) {
        return new RaftOptions(
                newHeartbeatTicks,
                newElectionTicks,
                entryBytesMax,
                appendBytesMax,
                inflightMessagesMax,
                inflightBytesMax,
                uncommittedBytesMax,
                applyBatchBytesMax,
                tailBytesMax,
                heldResponsesMax);
    }

    /** The same with another longest entry. */
    public RaftOptions withEntryBytesMax(int newEntryBytesMax) {
        return new RaftOptions(
                heartbeatTicks,
                electionTicks,
                newEntryBytesMax,
                appendBytesMax,
                inflightMessagesMax,
                inflightBytesMax,
                uncommittedBytesMax,
                applyBatchBytesMax,
                tailBytesMax,
                heldResponsesMax);
    }
}
