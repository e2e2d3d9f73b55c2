package io.quoin.consensus.raft.election;

import java.util.random.RandomGenerator;

/**
 * Counts ticks to an election timeout that is drawn anew for each period from
 * {@code [electionTicks, 2 * electionTicks)}: with 100 distinct values, split votes are rare (thesis §3.4).
 */
public final class ElectionTimer {
    private final int electionTicks;
    private final RandomGenerator random;
    private int timeoutTicks;
    private int elapsedTicks;

    /** Starts the first period. */
    public ElectionTimer(int electionTicks, RandomGenerator random) {
        this.electionTicks = electionTicks;
        this.random = random;
        restart();
    }

    /** Starts another period. */
    public void restart() {
        elapsedTicks = 0;
        timeoutTicks = electionTicks + random.nextInt(electionTicks);
    }

    /** Counts one tick; true when the timeout has passed. */
    public boolean tick() {
        elapsedTicks++;
        return elapsedTicks >= timeoutTicks;
    }
}
