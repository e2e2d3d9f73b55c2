package io.quoin.statemachine.record;

import io.quoin.consensus.Invariant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Records that are applied but may not be in the engine yet, in ascending (main, sub).
 *
 * <p>The node thread appends and publishes; any thread finds what was published; the flush thread reads all up to a
 * published revision and lets it go <em>after</em> the engine has committed it. So a reader that misses here and then
 * opens an engine view finds the record there. Revisions are never used again, hence a reader needs no snapshot of
 * this.
 *
 * <p>Bound: the node refuses proposals while {@link #bytes()} is above its limit. Of what is already flushed at most
 * one chunk stays in memory.
 */
public final class PendingRecords {
    /** What a record costs beside its own bytes, roughly: array header, slots. */
    private static final int RECORD_OVERHEAD_BYTES = 48;

    private static final PendingChunk[] NO_CHUNKS = {};

    private final int recordsPerChunk;
    private final AtomicReference<PendingChunk[]> chunks = new AtomicReference<>(NO_CHUNKS);
    private final AtomicLong bytes = new AtomicLong();
    private long lastMain;
    private int lastSub;

    /** Nothing pending; records are let go in chunks of this size. */
    public PendingRecords(int recordsPerChunk) {
        this.recordsPerChunk = recordsPerChunk;
    }

    /** Appends a record above all others. Node thread. */
    public void append(long main, int sub, byte[] record) {
        Invariant.check(
                main > lastMain || main == lastMain && sub > lastSub, "record (%d, %d) does not ascend", main, sub);
        lastMain = main;
        lastSub = sub;
        PendingChunk[] present = chunks.get();
        PendingChunk last = present.length == 0 ? null : present[present.length - 1];
        if (last == null || last.isFull()) {
            last = new PendingChunk(recordsPerChunk);
            last.append(main, sub, record);
            PendingChunk added = last;
            chunks.updateAndGet(old -> {
                PendingChunk[] grown = Arrays.copyOf(old, old.length + 1);
                grown[old.length] = added;
                return grown;
            });
        } else {
            last.append(main, sub, record);
        }
        bytes.addAndGet(cost(record));
    }

    /** Makes everything appended visible to other threads. Node thread. */
    public void publish() {
        PendingChunk[] present = chunks.get();
        for (int i = present.length - 1; i >= 0 && present[i].visible() < present[i].filled; i--) {
            present[i].publish();
        }
    }

    /** A published record, or null. Any thread. */
    public byte[] find(long main, int sub) {
        PendingChunk chunk = chunkOf(main, sub, true);
        if (chunk == null) {
            return null;
        }
        int position = chunk.find(main, sub, chunk.visible());
        return position < 0 ? null : chunk.records[position];
    }

    /** A record, published or not, or null. Node thread. */
    public byte[] findAppended(long main, int sub) {
        PendingChunk chunk = chunkOf(main, sub, false);
        if (chunk == null) {
            return null;
        }
        int position = chunk.find(main, sub, chunk.filled);
        return position < 0 ? null : chunk.records[position];
    }

    /** Bytes not yet let go, with what they cost in memory. Any thread. */
    public long bytes() {
        return bytes.get();
    }

    /** A cursor before the first published record. Any thread. */
    public PendingCursor cursor() {
        return new PendingCursor(chunks.get());
    }

    /** Passes each published record with {@code after < main <= through}, ascending. Flush thread. */
    public void forEach(long after, long through, PendingSink sink) {
        for (PendingChunk chunk : chunks.get()) {
            int count = chunk.visible();
            for (int i = 0; i < count && chunk.mains[i] <= through; i++) {
                if (chunk.mains[i] > after) {
                    sink.record(chunk.mains[i], chunk.subs[i], chunk.records[i]);
                }
            }
        }
    }

    /** Lets go of what the engine has committed: all with {@code after < main <= through}. Flush thread. */
    public void release(long after, long through) {
        var released = new long[1];
        forEach(after, through, (main, sub, record) -> released[0] += cost(record));
        chunks.updateAndGet(old -> {
            int kept = 0;
            while (kept < old.length - 1 && old[kept].endsAtOrBefore(through)) {
                kept++;
            }
            return kept == 0 ? old : Arrays.copyOfRange(old, kept, old.length);
        });
        bytes.addAndGet(-released[0]);
    }

    private static long cost(byte[] record) {
        return record.length + RECORD_OVERHEAD_BYTES;
    }

    /** The last chunk that begins at or before (main, sub); null when none does. */
    private PendingChunk chunkOf(long main, int sub, boolean onlyVisible) {
        PendingChunk[] present = chunks.get();
        int low = 0;
        int high = present.length - 1;
        PendingChunk found = null;
        while (low <= high) {
            int middle = low + high >>> 1;
            PendingChunk chunk = present[middle];
            if (onlyVisible && chunk.visible() == 0 || chunk.beginsAfter(main, sub)) {
                high = middle - 1;
            } else {
                found = chunk;
                low = middle + 1;
            }
        }
        return found;
    }

    /** Receives pending records in ascending order. */
    @FunctionalInterface
    public interface PendingSink {
        /** Takes one record; the array is not the receiver's to change. */
        void record(long main, int sub, byte[] record);
    }
}
