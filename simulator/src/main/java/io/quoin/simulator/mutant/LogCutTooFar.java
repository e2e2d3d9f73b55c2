package io.quoin.simulator.mutant;

import io.quoin.consensus.StateMachine;
import io.quoin.simulator.Mutant;

/** The log is cut below what is applied, not below what the engine holds durably. */
final class LogCutTooFar extends Mutant {
    @Override
    public long keepLogFrom(StateMachine machine) {
        return machine.applied().index() + 1;
    }
}
