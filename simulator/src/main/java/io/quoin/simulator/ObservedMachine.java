package io.quoin.simulator;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryId;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.StateMachine;
import io.quoin.statemachine.ReplicatedStore;
import io.quoin.statemachine.result.Result;

/** The production store, with the history looking over its shoulder. */
final class ObservedMachine implements StateMachine {
    private final StateMachine machine;
    private final ReplicatedStore store;
    private final History history;

    /** @param machine the store, or a mutant around it */
    ObservedMachine(StateMachine machine, ReplicatedStore store, History history) {
        this.machine = machine;
        this.store = store;
        this.history = history;
    }

    @Override
    public EntryId applied() {
        return machine.applied();
    }

    @Override
    public Object apply(Entry entry, boolean resultWanted) {
        // Every third entry that nobody waits for is applied without a result, as a follower would.
        boolean wanted = resultWanted || entry.type() == EntryType.COMMAND && entry.index() % 3 != 0;
        Object result = machine.apply(entry, wanted);
        history.applied(entry, (Result) result);
        return result;
    }

    @Override
    public void publish() {
        machine.publish();
        history.published(store.state());
    }

    @Override
    public boolean runSlice() {
        return machine.runSlice();
    }

    @Override
    public long pendingBytes() {
        return machine.pendingBytes();
    }

    @Override
    public void flush() {
        machine.flush();
    }

    @Override
    public boolean isFull() {
        return machine.isFull();
    }

    @Override
    public EntryId durable() {
        return machine.durable();
    }
}
