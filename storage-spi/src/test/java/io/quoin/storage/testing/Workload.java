package io.quoin.storage.testing;

import io.quoin.storage.Batch;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.Table;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A deterministic history: step n depends on the seed and on the contents after step n - 1, nothing else. So two
 * processes agree on what an engine must hold after any step. Every eighth step raises the compacted revision; four
 * steps later some of what lies below is deleted, after a sync as the contract wants it.
 */
final class Workload {
    private static final int STEPS_PER_ROUND = 8;

    private final long seed;

    Workload(long seed) {
        this.seed = seed;
    }

    /** The step that follows the given contents. */
    Step next(Contents contents) {
        var before = contents.checkpoint();
        var index = before.appliedIndex() + 1;
        var random = new SplittableRandom(seed * 31 + index);
        var changes = new ArrayList<Change>();
        var deletes = index % STEPS_PER_ROUND == STEPS_PER_ROUND / 2 && before.compactedRevision() > 0;
        if (deletes) {
            for (var position : contents.records()
                    .headMap(new RecordPosition(before.compactedRevision() + 1, 0))
                    .keySet()) {
                if (random.nextInt(4) > 0) {
                    changes.add(new Delete(position));
                }
            }
        }
        var revision = before.revision();
        for (var left = random.nextInt(4); left > 0; left--) {
            revision++;
            for (int sub = random.nextInt(3), end = sub + 1 + random.nextInt(8);
                    sub < end;
                    sub += 1 + random.nextInt(3)) {
                changes.add(new Put(new RecordPosition(revision, sub), bytes(random)));
            }
        }
        for (var left = random.nextInt(4); left > 0; left--) {
            var key = new byte[] {(byte) random.nextInt(256), (byte) random.nextInt(4)};
            var table = Table.values()[random.nextInt(Table.values().length)];
            changes.add(new SetEntry(table, key, random.nextInt(3) == 0 ? null : bytes(random)));
        }
        var compacted = index % STEPS_PER_ROUND == 0
                ? Math.max(before.compactedRevision(), revision - 20)
                : before.compactedRevision();
        var checkpoint = new Checkpoint(index, 1 + index / 100, revision, compacted, random.nextLong(), index * seed);
        return new Step(changes, checkpoint, deletes);
    }

    /** The contents after the step of an index. */
    Contents after(long index) {
        var contents = new Contents();
        while (contents.checkpoint().appliedIndex() < index) {
            next(contents).applyTo(contents);
        }
        return contents;
    }

    private static byte[] bytes(SplittableRandom random) {
        var bytes = new byte
                [switch (random.nextInt(12)) {
                    case 0 -> 0;
                    case 1 -> 3_000 + random.nextInt(6_000);
                    default -> random.nextInt(600);
                }];
        random.nextBytes(bytes);
        return bytes;
    }

    sealed interface Change {}

    record Put(RecordPosition position, byte[] record) implements Change {}

    record Delete(RecordPosition position) implements Change {}

    record SetEntry(Table table, byte[] key, byte[] value) implements Change {}

    /** One batch. */
    record Step(List<Change> changes, Checkpoint checkpoint, boolean syncFirst) {
        void applyTo(Contents contents) {
            for (var change : changes) {
                switch (change) {
                    case Put put -> contents.putRecord(put.position, put.record);
                    case Delete delete -> contents.deleteRecord(delete.position);
                    case SetEntry set -> contents.setEntry(set.table, set.key, set.value);
                }
            }
            contents.checkpoint(checkpoint);
        }

        void applyTo(StorageEngine engine) {
            if (syncFirst) {
                engine.sync();
            }
            try (var batch = engine.begin()) {
                applyTo(batch);
                batch.commit(checkpoint);
            }
        }

        void applyTo(Batch batch) {
            for (var change : changes) {
                switch (change) {
                    case Put(var position, var record) ->
                        batch.putRecord(position.main(), position.sub(), MemorySegment.ofArray(record));
                    case Delete(var position) -> batch.deleteRecord(position.main(), position.sub());
                    case SetEntry(var table, var key, var value) when value == null -> batch.deleteEntry(table, key);
                    case SetEntry(var table, var key, var value) -> batch.putEntry(table, key, value);
                }
            }
        }
    }
}
