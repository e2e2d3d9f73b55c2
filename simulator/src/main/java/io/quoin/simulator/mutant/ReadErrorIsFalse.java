package io.quoin.simulator.mutant;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.consensus.ApplyStoppedException;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryId;
import io.quoin.consensus.StateMachine;
import io.quoin.simulator.Mutant;
import io.quoin.statemachine.ReplicatedStore;
import io.quoin.statemachine.command.Command;
import io.quoin.statemachine.command.Commands;

/** A comparison whose record cannot be read counts as false, as in etcd: members with and without the damage differ. */
final class ReadErrorIsFalse extends Mutant {
    /** Holds for no key: a version is never negative. */
    private static final Compare NEVER = Compare.newBuilder()
            .setKey(ByteString.copyFromUtf8("x"))
            .setResult(Compare.CompareResult.LESS)
            .setTarget(Compare.CompareTarget.VERSION)
            .setVersion(0)
            .build();

    @Override
    public StateMachine machine(ReplicatedStore store) {
        return new MachineAround(store) {
            @Override
            public Object apply(Entry entry, boolean resultWanted) {
                try {
                    return super.apply(entry, resultWanted);
                } catch (ApplyStoppedException e) {
                    Command command = Commands.decode(entry.data());
                    if (!command.hasTxn()) {
                        throw e;
                    }
                    TxnRequest wrong = command.getTxn().toBuilder()
                            .clearCompare()
                            .addCompare(NEVER)
                            .build();
                    byte[] data = Commands.entryData(
                            Command.newBuilder().setTxn(wrong).build());
                    return super.apply(new Entry(entry.index(), entry.term(), entry.type(), data), resultWanted);
                }
            }
        };
    }

    private static class MachineAround implements StateMachine {
        private final StateMachine machine;

        MachineAround(StateMachine machine) {
            this.machine = machine;
        }

        @Override
        public EntryId applied() {
            return machine.applied();
        }

        @Override
        public Object apply(Entry entry, boolean resultWanted) {
            return machine.apply(entry, resultWanted);
        }

        @Override
        public void publish() {
            machine.publish();
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
}
