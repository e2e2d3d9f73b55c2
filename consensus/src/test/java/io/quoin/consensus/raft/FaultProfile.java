package io.quoin.consensus.raft;

import java.util.SplittableRandom;

/**
 * How hard the surroundings of one run are. Half of the runs are about rival candidates and their votes, the other half
 * about partitions, in which logs diverge.
 *
 * @param crashPermille per step
 * @param crashAtVotePercent around the moment when a term or vote becomes durable
 * @param comeBackPercent per step of a member that is down or cut off
 * @param lossPercent of the messages
 * @param replayPercent chance, with each delivery, that an old message arrives once more
 * @param tickPercent of the steps
 * @param upheavalPermille per step: the leader is not heard, and up to {@code candidatesMax} members stand for election
 * @param partitions whether members are cut off then
 * @param slowDisks number of members whose writes take long
 */
record FaultProfile(
        int crashPermille,
        int crashAtVotePercent,
        int comeBackPercent,
        int lossPercent,
        int replayPercent,
        int tickPercent,
        int upheavalPermille,
        int candidatesMax,
        boolean partitions,
        int slowDisks) {
    static FaultProfile draw(SplittableRandom random) {
        int crashPermille = random.nextInt(1, 12);
        int lossPercent = random.nextInt(0, 20);
        int tickPercent = random.nextInt(1, 10);
        int slowDisks = random.nextInt(0, 2);
        return random.nextBoolean()
                ? new FaultProfile(
                        crashPermille,
                        random.nextInt(5, 30),
                        40,
                        lossPercent,
                        random.nextInt(10, 60),
                        tickPercent,
                        random.nextInt(20, 60),
                        3,
                        false,
                        slowDisks)
                : new FaultProfile(
                        crashPermille,
                        random.nextInt(1, 10),
                        5,
                        lossPercent,
                        random.nextInt(0, 30),
                        tickPercent,
                        random.nextInt(5, 60),
                        1,
                        true,
                        slowDisks);
    }
}
