package io.quoin.simulator;

import io.quoin.consensus.node.Proposal;
import io.quoin.consensus.node.ProposalRefusal;
import io.quoin.consensus.node.UnknownOutcome;
import io.quoin.consensus.node.Waiter;
import io.quoin.statemachine.command.Command;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.result.Result;
import io.quoin.statemachine.testing.Results;
import java.util.random.RandomGenerator;

/** A client: one command at a time, a pause, the next; in the pauses it reads and compares with the model. */
final class Caller implements Waiter {
    private static final long RETRY_NANOS = 20_000_000;

    private final World world;
    private final Workload workload;
    private final RandomGenerator random;
    private int left;
    private int acknowledged;
    private int unknown;
    private int refused;

    Caller(World world, Workload workload, RandomGenerator random, int operations) {
        this.world = world;
        this.workload = workload;
        this.random = random;
        this.left = operations;
    }

    void start() {
        pause();
    }

    boolean isDone() {
        return left == 0;
    }

    int acknowledged() {
        return acknowledged;
    }

    int unknownOutcomes() {
        return unknown;
    }

    int refused() {
        return refused;
    }

    @Override
    public void applied(Object result) {
        acknowledged++;
        world.trace("applied: %s", Results.text((Result) result));
        settled();
    }

    @Override
    public void refused(ProposalRefusal reason) {
        refused++;
        world.trace("refused: %s", reason);
        settled();
    }

    @Override
    public void unknown(UnknownOutcome reason) {
        unknown++;
        settled();
    }

    private void settled() {
        left--;
        if (left > 0) {
            pause();
        }
    }

    private void pause() {
        world.timeline().after(1 + random.nextLong(world.swarm().thinkNanosMax()), this::act);
    }

    private void act() {
        if (world.refusal() != null) {
            left = 0;
            return;
        }
        Life life = world.life();
        if (life == null) {
            world.timeline().after(RETRY_NANOS, this::act);
            return;
        }
        if (life.serves()) {
            workload.readAndCompare(world, life);
        }
        Command command = workload.nextCommand(world);
        byte[] data = Commands.entryData(command);
        world.history().proposed(data);
        life.propose(new Proposal(data, this));
    }
}
