package io.quoin.statemachine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.result.TxnResult;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.testing.InMemoryDisk;
import org.junit.jupiter.api.Test;

class DeepNestingTest {
    @Test
    void aTransactionNestedAsDeepAsACommandMayBeIsExecuted() {
        var store = ReplicatedStore.open(new InMemoryDisk().open(EngineOptions.DEFAULT), StoreOptions.DEFAULT);
        TxnRequest txn = TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("deep"))))
                .build();
        for (int depth = 0; depth < Commands.MESSAGE_DEPTH_MAX / 2 - 2; depth++) {
            txn = TxnRequest.newBuilder()
                    .addSuccess(RequestOp.newBuilder().setRequestTxn(txn))
                    .build();
        }

        Object result = store.apply(new Entry(1, 1, EntryType.COMMAND, Commands.txn(txn.toByteArray())), true);

        assertEquals(2, assertInstanceOf(TxnResult.class, result).revision());
    }
}
