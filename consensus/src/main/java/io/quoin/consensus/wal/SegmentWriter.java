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
    /**
     * A block: what is written at once may become one folio of the page cache, and then each batch within it would
     * count as written, and be looked through by its force, as a whole.
     */
    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(Blocks.BLOCK_BYTES).asReadOnlyBuffer();

    /** What is forced at once where nobody waits for it. */
    private static final int FORCED_BYTES = 256 << 10;

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

    /** Whether a batch will soon need zeros that are to be written first. */
    boolean mustGrowSoon() {
        return zeroedEnd < capacityBytes && position > zeroedEnd - sliceBytes / 2;
    }

    /** Whether a batch needs zeros that are to be written first, in a segment that has batches already. */
    boolean mustGrowFor(long imageBytes) {
        return !isEmpty() && position + imageBytes > zeroedEnd;
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
        checkRoom(disk, to - from);
        clear(file, from, to);
    }

    static void checkRoom(Disk disk, long bytes) throws IOException {
        if (disk.usableBytes() < bytes) {
            throw new DiskFullException("no space left for " + bytes + " bytes", null);
        }
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

    /** As {@link #clear}, with a force behind each slice: a batch that is forced meanwhile waits for one at most. */
    static void clearDurably(DiskFile file, long from, long to) throws IOException {
        for (long at = from; at < to; at += FORCED_BYTES) {
            clear(file, at, Math.min(to, at + FORCED_BYTES));
            file.force(false);
        }
    }
}
