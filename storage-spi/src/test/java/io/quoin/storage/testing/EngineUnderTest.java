package io.quoin.storage.testing;

import io.quoin.storage.Batch;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.StorageEngineProvider;
import io.quoin.storage.Table;
import io.quoin.storage.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What the parts of the kit ask of an engine's test, and what they share. */
public interface EngineUnderTest {
    EngineOptions OPTIONS = EngineOptions.DEFAULT.withCloseWaitMillis(50);

    /** The engine to test. */
    StorageEngineProvider provider();

    /** An empty directory per test. */
    Path directory();

    /**
     * Stops the open engine as a crash would.
     *
     * @return the directory, perhaps another one, in which the engine is opened afterwards
     */
    Path crash(Path directory, StorageEngine open, RandomGenerator random);

    /** Flips one bit inside a stored record of a closed engine. */
    void flipBit(Path directory, RecordPosition position, byte[] record);

    /** Whether another process finds what this one stored. */
    boolean outlivesProcess();

    default StorageEngine open() {
        return provider().open(directory(), OPTIONS);
    }

    /** A checkpoint whose index and revision are the same. */
    static Checkpoint at(long revision) {
        return compactedAt(revision, 0);
    }

    static Checkpoint compactedAt(long revision, long compacted) {
        return new Checkpoint(revision, 1, revision, compacted, revision * 7, revision * 13);
    }

    static MemorySegment segment(byte... bytes) {
        return MemorySegment.ofArray(bytes);
    }

    /** Commits what the changes put into a batch. */
    static void commit(StorageEngine engine, Checkpoint checkpoint, Consumer<Batch> changes) {
        try (var batch = engine.begin()) {
            changes.accept(batch);
            batch.commit(checkpoint);
        }
    }

    /** Commits records (revision, 0) for a range of revisions, each of this many bytes and filled with its revision. */
    static void commitRange(StorageEngine engine, long from, long to, int bytes) {
        commit(engine, at(to), batch -> {
            for (var revision = from; revision <= to; revision++) {
                batch.putRecord(revision, 0, filled(revision, bytes));
            }
        });
    }

    static MemorySegment filled(long revision, int bytes) {
        return MemorySegment.ofArray(new byte[bytes]).fill((byte) revision);
    }

    /** Deletes a range of revisions after making them durably compacted. */
    static void compactAndDelete(StorageEngine engine, long from, long to, long revision) {
        commit(engine, compactedAt(revision, to), _ -> {});
        engine.sync();
        commit(engine, compactedAt(revision, to), batch -> {
            for (var deleted = from; deleted <= to; deleted++) {
                batch.deleteRecord(deleted, 0);
            }
        });
    }

    /** Reads one record; null when absent. */
    static byte[] read(View view, long main, int sub) {
        var found = new byte[1][];
        var present = view.get(main, sub, (_, _, record) -> {
            found[0] = record.toArray(ValueLayout.JAVA_BYTE);
            return true;
        });
        if (present != (found[0] != null)) {
            throw new AssertionError(
                    "get returned " + present + " and the sink was " + (present ? "not " : "") + "called");
        }
        return found[0];
    }

    static byte[] read(StorageEngine engine, long main, int sub) {
        try (var view = engine.view()) {
            return read(view, main, sub);
        }
    }

    /** All that a view shows, said to be of a checkpoint. */
    static Contents contents(View view, Checkpoint checkpoint) {
        var contents = new Contents();
        view.scan(1, 0, Long.MAX_VALUE, (main, sub, record) -> {
            contents.putRecord(new RecordPosition(main, sub), record.toArray(ValueLayout.JAVA_BYTE));
            return true;
        });
        for (var table : Table.values()) {
            view.entries(table, (key, value) -> {
                contents.setEntry(table, key, value);
                return true;
            });
        }
        contents.checkpoint(checkpoint);
        return contents;
    }

    static Contents contents(StorageEngine engine, Checkpoint checkpoint) {
        try (var view = engine.view()) {
            return contents(view, checkpoint);
        }
    }
}
