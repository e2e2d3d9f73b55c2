package io.quoin.consensus.wal;

import io.quoin.consensus.Entry;
import io.quoin.consensus.raft.HardState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One batch as it lies in the log, its checksums verified. Valid only during the call of the {@link Visitor} that it
 * was given to; used by that thread.
 */
public final class LoggedBatch {
    /** Sees the batches of a log, in the order in which they were written. */
    @FunctionalInterface
    public interface Visitor {
        /** Takes one batch. What it throws ends the inspection and reaches the caller. */
        void batch(LoggedBatch batch);
    }

    private final String file;
    private final long offset;
    private final BatchHeader header;
    private final ByteBuffer image;

    LoggedBatch(String file, long offset, BatchHeader header, ByteBuffer image) {
        this.file = file;
        this.offset = offset;
        this.header = header;
        this.image = image;
    }

    /** Path of the segment, as given to the {@link Disk}. */
    public String file() {
        return file;
    }

    /** Byte offset in the segment. */
    public long offset() {
        return offset;
    }

    /** Bytes on disk, padding included. */
    public int bytes() {
        return header.imageBytes();
    }

    /** What the batch is for. */
    public BatchKind kind() {
        return header.kind();
    }

    /** The log's own count of batches, markers included, without gap. */
    public long sequence() {
        return header.sequence();
    }

    /** Entries from this index on, written by earlier batches, are void; 0 when none are. */
    public long truncateFrom() {
        return header.truncateFrom();
    }

    /** Index of the first entry; without entries, one above the last entry of the log. */
    public long firstIndex() {
        return header.firstIndex();
    }

    /** Number of entries. */
    public int entryCount() {
        return header.entryCount();
    }

    /** Term, vote and commit index that the batch carries; null when it carries none. */
    public HardState hardState() {
        return BatchPayload.hardState(header, image);
    }

    /** The entries, copied: they stay valid. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(header.entryCount());
        BatchPayload.forEach(header, image, (index, term, type, at, length) -> {
            byte[] data = new byte[length];
            image.get(at, data);
            entries.add(new Entry(index, term, type, data));
            return true;
        });
        return entries;
    }
}
