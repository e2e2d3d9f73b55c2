package io.quoin.consensus.wal;

import io.quoin.consensus.Invariant;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The end of the log: writes batches into a segment over zeros that were written before, one write and one force each.
 * Used by the thread that appends. After a failure of {@link #write} nothing is known of the batch.
 */
final class SegmentWriter implements Closeable {
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(256 << 10).asReadOnlyBuffer();

    private final Disk disk;
    private final SegmentName name;
    private final DiskFile file;
    private final long capacityBytes;
    private final int sliceBytes;
    private long position;
    private long zeroedEnd;
    private long writeNanos;
    private long forceNanos;

    /**
     * Continues a segment.
     *
     * @param capacityBytes size that the file may reach
     * @param sliceBytes zeros to write when those that are there run out
     * @param position where the next batch goes; from there to {@code zeroedEnd} the file holds zeros
     */
    SegmentWriter(
            Disk disk,
            SegmentName name,
            DiskFile file,
            long capacityBytes,
            int sliceBytes,
            long position,
            long zeroedEnd) {
        this.disk = disk;
        this.name = name;
        this.file = file;
        this.capacityBytes = capacityBytes;
        this.sliceBytes = sliceBytes;
        this.position = position;
        this.zeroedEnd = Math.max(position, zeroedEnd);
    }

    SegmentName name() {
        return name;
    }

    boolean isEmpty() {
        return position == Blocks.BLOCK_BYTES;
    }

    boolean isHalfFull() {
        return position > capacityBytes / 2;
    }

    /** Whether a batch goes in here; into an empty segment any does. */
    boolean fits(long imageBytes) {
        return isEmpty() || position + imageBytes <= capacityBytes;
    }

    /** Bytes of the file that are there already. */
    long bytes() {
        return zeroedEnd;
    }

    /** Makes sure that there is zeroed space for a batch that {@link #fits}. */
    void reserve(long imageBytes) throws IOException {
        long needed = position + imageBytes;
        if (needed <= zeroedEnd) {
            return;
        }
        long to = Math.max(needed, Math.min(capacityBytes, zeroedEnd + sliceBytes));
        try {
            writeZeros(disk, file, zeroedEnd, to);
        } catch (DiskFullException full) {
            throw new WalFullException("no space to let " + name.file() + " grow", full);
        }
        zeroedEnd = to;
    }

    /** Appends a batch and returns its offset once it is durable. */
    long write(ByteBuffer image) throws IOException {
        Invariant.check(position + image.remaining() <= zeroedEnd, "batch beyond zeros that end at %d", zeroedEnd);
        long offset = position;
        int bytes = image.remaining();
        long started = System.nanoTime();
        file.write(image, offset);
        long written = System.nanoTime();
        file.force(false);
        writeNanos = written - started;
        forceNanos = System.nanoTime() - written;
        position = offset + bytes;
        return offset;
    }

    /** Time that the last batch took in its write. */
    long writeNanos() {
        return writeNanos;
    }

    /** Time that the last batch took in its force. */
    long forceNanos() {
        return forceNanos;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Writes zeros, unless the disk says beforehand that there is no space for them. */
    static void writeZeros(Disk disk, DiskFile file, long from, long to) throws IOException {
        if (disk.usableBytes() < to - from) {
            throw new DiskFullException("no space left for " + (to - from) + " bytes", null);
        }
        clear(file, from, to);
    }

    /** Writes zeros over bytes that may be there already. */
    static void clear(DiskFile file, long from, long to) throws IOException {
        for (long at = from; at < to; ) {
            ByteBuffer zeros = ZEROS.duplicate();
            zeros.limit((int) Math.min(zeros.capacity(), to - at));
            int bytes = zeros.remaining();
            file.write(zeros, at);
            at += bytes;
        }
    }
}
