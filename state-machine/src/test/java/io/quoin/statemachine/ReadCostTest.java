package io.quoin.statemachine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RangeRequest.SortOrder;
import io.quoin.api.etcdserverpb.RangeRequest.SortTarget;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.testing.InMemoryDisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadCostTest {
    private static final int KEYS = 2_500;
    private static final ByteString EVERYTHING = ByteString.copyFrom(new byte[1]);

    private CountingEngine engine;
    private ReplicatedStore store;

    @BeforeEach
    void aStoreWhoseRecordsAreAllInTheEngine() {
        var disk = new InMemoryDisk();
        ReplicatedStore writer = ReplicatedStore.open(disk.open(EngineOptions.DEFAULT), StoreOptions.DEFAULT);
        for (int i = 1; i <= KEYS; i++) {
            var request = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("key" + (10_000 + i)));
            writer.apply(
                    new Entry(
                            i,
                            1,
                            EntryType.COMMAND,
                            Commands.put(request.build().toByteArray())),
                    false);
        }
        writer.publish();
        writer.flush();
        writer.flush();
        disk.crash();
        engine = new CountingEngine(disk.open(EngineOptions.DEFAULT));
        store = ReplicatedStore.open(engine, StoreOptions.DEFAULT);
        engine.reset();
    }

    @Test
    void noMoreRecordsAreLoadedThanAreReturned() {
        assertEquals(10, read(all().setLimit(10)).records().size());
        assertEquals(10, engine.gets());
        assertEquals(1, engine.views());
    }

    @Test
    void newestByRevisionWithALimitLoadsOnlyThose() {
        var newest = all().setSortTarget(SortTarget.MOD)
                .setSortOrder(SortOrder.DESCEND)
                .setLimit(5);

        assertEquals(5, read(newest).records().size());
        assertEquals(5, engine.gets());
    }

    @Test
    void countsAndKeysNeedNoRecord() {
        assertEquals(KEYS, read(all().setCountOnly(true)).count());
        assertEquals(KEYS, read(all().setCountOnly(true).setRevision(KEYS)).count() + 1);
        assertEquals(KEYS, read(all().setKeysOnly(true)).records().size());
        assertEquals(0, engine.gets());
        assertEquals(0, engine.views());
    }

    @Test
    void aLongReadHoldsNoViewForLong() {
        assertEquals(KEYS, read(all()).records().size());
        assertEquals(KEYS, engine.gets());
        assertEquals(3, engine.views());
    }

    @Test
    void keysTouchedFollowsFromCountsAndLimit() {
        AppliedState state = store.state();

        assertEquals(
                1,
                StoreReader.keysTouched(
                        state, RangeRequest.newBuilder().setKey(EVERYTHING).build()));
        assertEquals(1, StoreReader.keysTouched(state, all().setCountOnly(true).build()));
        assertEquals(11, StoreReader.keysTouched(state, all().setLimit(10).build()));
        assertEquals(KEYS, StoreReader.keysTouched(state, all().build()));
        var sorted = all().setLimit(10).setSortTarget(SortTarget.MOD).setSortOrder(SortOrder.DESCEND);
        assertEquals(KEYS, StoreReader.keysTouched(state, sorted.build()));
    }

    private RangeResult read(RangeRequest.Builder request) {
        return (RangeResult) store.reader().range(store.state(), request.build());
    }

    private static RangeRequest.Builder all() {
        return RangeRequest.newBuilder().setKey(EVERYTHING).setRangeEnd(EVERYTHING);
    }
}
