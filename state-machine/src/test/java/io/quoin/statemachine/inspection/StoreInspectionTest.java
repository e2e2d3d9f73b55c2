package io.quoin.statemachine.inspection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.ReplicatedStore;
import io.quoin.statemachine.StoreOptions;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.testing.RequestGenerator;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.testing.InMemoryEngineProvider;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is counted at rest is what the running store held: its index and its running hash are the oracle. */
class StoreInspectionTest {
    private static final Path ANYWHERE = Path.of("engine");

    private final InMemoryEngineProvider provider = new InMemoryEngineProvider();

    /** Applies generated commands with flushes and compaction between them, and closes. */
    private AppliedState run(long seed, int commands) {
        var random = new SplittableRandom(seed);
        var generator = new RequestGenerator(random);
        try (var engine = provider.open(ANYWHERE, EngineOptions.DEFAULT)) {
            var store = ReplicatedStore.open(engine, new StoreOptions(2, 3));
            for (int index = 1; index <= commands; index++) {
                byte[] data = Commands.entryData(generator.command());
                store.apply(new Entry(index, 1, EntryType.COMMAND, data), false);
                store.publish();
                if (random.nextInt(4) == 0) {
                    store.flush();
                    store.runSlice();
                    store.publish();
                }
            }
            store.flush();
            return store.state();
        }
    }

    /** Puts alone: in many a generated history compaction leaves nothing to damage. */
    private void runForRecords() {
        try (var engine = provider.open(ANYWHERE, EngineOptions.DEFAULT)) {
            var store = ReplicatedStore.open(engine, StoreOptions.DEFAULT);
            for (int index = 1; index <= 20; index++) {
                var put = PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("key " + index % 7))
                        .setValue(ByteString.copyFromUtf8("value " + index));
                store.apply(
                        new Entry(
                                index,
                                1,
                                EntryType.COMMAND,
                                Commands.put(put.build().toByteArray())),
                        false);
            }
            store.publish();
            store.flush();
        }
    }

    private StoreInspection inspect() {
        try (var contents = provider.read(ANYWHERE)) {
            return StoreInspection.of(contents.checkpoint(), contents);
        }
    }

    @Test
    void whatIsFoundAtRestIsWhatTheStoreHeld() {
        for (long seed = 1; seed <= 300; seed++) {
            new StoreInspectionTest().compare(seed);
        }
    }

    private void compare(long seed) {
        AppliedState state = run(seed, 40);
        StoreInspection found = inspect();
        assertTrue(found.isSound(), () -> "seed " + seed);
        assertEquals(state.setHash(), found.stateHash(), () -> "seed " + seed);
        assertEquals(state.alarms().all(), found.alarms().all());
        var cursor = state.index().cursor(new byte[0], null);
        int live = 0;
        var expected = found.liveKeys().iterator();
        while (cursor.next()) {
            if (cursor.history().isLive()) {
                LiveKey key = expected.next();
                assertArrayEquals(cursor.key(), key.key());
                assertEquals(cursor.history().modMain(), key.modRevision());
                assertEquals(cursor.history().createMain(), key.createRevision());
                assertEquals(cursor.history().version(), key.version());
                live++;
            }
        }
        assertEquals(live, found.liveKeys().size(), () -> "seed " + seed);
    }

    @Test
    void aDamagedRecordIsToldWithItsPlaceAndTheRestIsCounted() {
        runForRecords();
        StoreInspection before = inspect();
        var flipped = provider.disk(ANYWHERE).flipBit(new SplittableRandom(3));

        StoreInspection found = inspect();

        assertFalse(found.isSound());
        assertEquals(1, found.damagedRecords());
        assertEquals(flipped.main(), found.damaged().getFirst().main());
        assertEquals(flipped.sub(), found.damaged().getFirst().sub());
        assertEquals(before.records(), found.records());
        assertEquals(before.recordBytes(), found.recordBytes());
    }

    @Test
    void anEngineThatWasNeverUsedIsFreshAndSound() {
        provider.open(ANYWHERE, EngineOptions.DEFAULT).close();
        StoreInspection found = inspect();
        assertTrue(found.isFresh() && found.isSound());
        assertEquals(0, found.records());
    }
}
