package io.quoin.consensus.node;

import io.quoin.consensus.raft.Input;
import io.quoin.consensus.wal.DiskReserve;
import io.quoin.consensus.wal.WalFullException;
import java.io.IOException;

/**
 * What the node thread does over and over once its inbox is drained: ticks, one turn, one slice of background work, and
 * care of the log. Without threads and without a clock: the node thread and the simulator both drive it.
 *
 * <p>Ticks that were missed during a pause come after the inbox, and at most one election timeout of them, so that a
 * pause of this process does not look like silence of the leader.
 */
public final class NodeCycle {
    /** What the cycle asks of the threads around it. */
    public interface Signals {
        /** A new state was published: there is something to flush. */
        void published();

        /** The log wants its next segment prepared. */
        void segmentWanted();

        /** The disk reserve is not there: it should be made as soon as there is space. With each tick. */
        void reserveWanted();
    }

    /** About as long as a slice takes: background work gets half of the thread, and not in one piece. */
    private static final long BETWEEN_SLICES_NANOS = 250_000;

    private final NodeTurn turn;
    private final WalStep wal;
    private final DiskReserve reserve;
    private final Signals signals;
    private final long tickNanos;
    private final long idleMarkerNanos;
    private final int ticksMax;

    private long nextTickNanos;
    private long publicationsSeen;
    private long sequenceSeen;
    private long idleSinceNanos;
    private boolean idleMarked = true;

    /**
     * @param electionTicks the shortest election timeout in ticks
     * @param startNanos when the first tick is due
     */
    public NodeCycle(
            NodeTurn turn,
            WalStep wal,
            DiskReserve reserve,
            Signals signals,
            NodeOptions options,
            int electionTicks,
            long startNanos) {
        this.turn = turn;
        this.wal = wal;
        this.reserve = reserve;
        this.signals = signals;
        this.tickNanos = options.tickMillis() * 1_000_000L;
        this.idleMarkerNanos = options.idleMarkerMillis() * 1_000_000L;
        this.ticksMax = electionTicks;
        this.nextTickNanos = startNanos;
    }

    /**
     * Runs the cycle once.
     *
     * @return how long it may sleep unless something is put into the inbox; short while background work waits
     * @throws IOException the log could not be written or forced: halt
     */
    public long run(long nowNanos) throws IOException {
        tick(nowNanos);
        turn.finish();
        boolean worked = turn.slice();
        if (turn.publications() != publicationsSeen) {
            publicationsSeen = turn.publications();
            signals.published();
        }
        tendLog(nowNanos);
        long untilTick = Math.max(0, nextTickNanos - nowNanos);
        return worked ? Math.min(BETWEEN_SLICES_NANOS, untilTick) : untilTick;
    }

    private void tick(long nowNanos) {
        int ticks = 0;
        while (nextTickNanos - nowNanos <= 0 && ticks < ticksMax) {
            turn.step(Input.TICK);
            nextTickNanos += tickNanos;
            ticks++;
        }
        if (nextTickNanos - nowNanos <= 0) {
            nextTickNanos = nowNanos + tickNanos;
        }
        if (ticks > 0) {
            turn.expire(nowNanos);
            if (reserve.isWanted()) {
                signals.reserveWanted();
            }
        }
    }

    /** Asks for the next segment in time, and marks the end of a busy spell in the log. */
    private void tendLog(long nowNanos) throws IOException {
        if (turn.sequenceIssued() != sequenceSeen) {
            sequenceSeen = turn.sequenceIssued();
            idleSinceNanos = nowNanos;
            idleMarked = false;
            if (wal.wantsNextSegment()) {
                signals.segmentWanted();
            }
        } else if (!idleMarked && nowNanos - idleSinceNanos >= idleMarkerNanos) {
            markIdle();
        }
    }

    private void markIdle() throws IOException {
        try {
            wal.markIdle();
        } catch (WalFullException e) {
            // The marker only shortens a window; the next batch proves the same.
        }
        idleMarked = true;
    }
}
