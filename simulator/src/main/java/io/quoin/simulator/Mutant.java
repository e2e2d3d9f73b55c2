package io.quoin.simulator;

import io.quoin.consensus.StateMachine;
import io.quoin.consensus.node.WalStep;
import io.quoin.consensus.wal.Disk;
import io.quoin.consensus.wal.WalCorruptException;
import io.quoin.statemachine.ReplicatedStore;
import io.quoin.storage.StorageEngine;
import java.io.IOException;

/**
 * A deliberate mistake, made by wrapping a part that the production code stands on. The simulator must find each
 * within a few seeds: that is how its power is measured. This class itself makes no mistake.
 */
public class Mutant {
    /** The production code as it is. */
    public static final Mutant NONE = new Mutant();

    /** The disk that the log is opened on. */
    public Disk disk(Disk disk) {
        return disk;
    }

    /** What is done to the files before the log is opened. */
    public void beforeOpening(Disk disk) throws IOException {}

    /** The log is refused; true when the files were changed so that it should be tried again. */
    public boolean repaired(Disk disk, WalCorruptException refusal) throws IOException {
        return false;
    }

    /** The engine that the store is opened on. */
    public StorageEngine engine(StorageEngine engine) {
        return engine;
    }

    /** The step that writes the log. */
    public WalStep walStep(WalStep step) {
        return step;
    }

    /** The state machine that entries are applied to. */
    public StateMachine machine(ReplicatedStore store) {
        return store;
    }

    /** The first entry that the log has to keep. */
    public long keepLogFrom(StateMachine machine) {
        return machine.durable().index() + 1;
    }
}
