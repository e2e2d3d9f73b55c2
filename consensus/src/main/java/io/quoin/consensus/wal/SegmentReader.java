package io.quoin.consensus.wal;

import io.quoin.consensus.wal.WalCorruptException.Damage;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/**
 * Reads one segment file and never changes it. What lies behind the end of the file reads as zeros, so that a short
 * file
 * and a file of zeros mean the same. A device that cannot read makes {@link Damage#UNREADABLE}. Used by one thread.
 */
final class SegmentReader implements Closeable {
    private static final int WINDOW_BYTES_MAX = 1 << 20;

    private final DiskFile file;
    private final String path;
    private final long size;
    private final Arena memory = Arena.ofConfined();
    private ByteBuffer window;
    private long windowStart;
    private int windowBytes;

    SegmentReader(Disk disk, String path) throws WalCorruptException {
        this.path = path;
        try {
            file = disk.openForReading(path);
            size = file.size();
        } catch (IOException unreadable) {
            throw new WalCorruptException(Damage.UNREADABLE, path, 0, "cannot be opened", unreadable);
        }
        window = allocate(Math.min(WINDOW_BYTES_MAX, Blocks.roundUp(Math.max(size, 1))));
    }

    private ByteBuffer allocate(long bytes) {
        return memory.allocate(bytes, Blocks.BLOCK_BYTES).asByteBuffer();
    }

    String path() {
        return path;
    }

    long size() {
        return size;
    }

    /** The segment's header, or null when it is damaged. */
    SegmentHeader header() throws WalCorruptException {
        return SegmentHeader.decode(bytes(0, Blocks.BLOCK_BYTES));
    }

    /** Judges the bytes at a multiple of the block size. */
    BatchSpot inspect(long offset) throws WalCorruptException {
        ByteBuffer block = bytes(offset, Blocks.BLOCK_BYTES);
        if (Blocks.isZero(block, 0, Blocks.SECTOR_BYTES)) {
            return new BatchSpot.Blank();
        }
        BatchHeader header = BatchHeader.read(block);
        if (header == null) {
            return new BatchSpot.Damaged(null, "a damaged batch header");
        }
        if (header.kind() == null) {
            return new BatchSpot.Unknown(header);
        }
        if (header.payloadBytes() < 0 || header.payloadBytes() > BatchHeader.PAYLOAD_BYTES_MAX) {
            return new BatchSpot.Damaged(header, "a batch of impossible length");
        }
        ByteBuffer image = bytes(offset, header.imageBytes());
        if (header.fits(image)) {
            return new BatchSpot.Whole(header, header.readable(image));
        }
        if (Blocks.hasZeroSector(image, header.imageBytes())) {
            return new BatchSpot.Torn(header);
        }
        return new BatchSpot.Damaged(header, "a batch whose checksum does not hold");
    }

    /** Whether everything from {@code offset} on was never written. */
    boolean isBlankFrom(long offset) throws WalCorruptException {
        return firstWritten(offset) < 0;
    }

    /** Offset of the first chunk from {@code offset} on that is not all zeros, or -1. Chunks are blocks. */
    long firstWritten(long offset) throws WalCorruptException {
        for (long at = offset; at < size; at += Blocks.BLOCK_BYTES) {
            if (!Blocks.isZero(bytes(at, Blocks.BLOCK_BYTES), 0, Blocks.BLOCK_BYTES)) {
                return at;
            }
        }
        return -1;
    }

    /** Offset of a sound batch header from {@code offset} on with a sequence above the given one, or -1. */
    long laterBatch(long offset, long sequence) throws WalCorruptException {
        for (long at = offset; at < size; at += Blocks.BLOCK_BYTES) {
            BatchHeader header = BatchHeader.read(bytes(at, Blocks.BLOCK_BYTES));
            if (header != null && header.sequence() > sequence) {
                return at;
            }
        }
        return -1;
    }

    /** The bytes at {@code [offset, offset + length)}; valid until the next call. */
    private ByteBuffer bytes(long offset, int length) throws WalCorruptException {
        if (offset < windowStart || offset + length > windowStart + windowBytes) {
            fill(offset, length);
        }
        return window.slice((int) (offset - windowStart), length);
    }

    private void fill(long offset, int length) throws WalCorruptException {
        if (window.capacity() < length) {
            window = allocate(length);
        }
        windowBytes = 0; // nothing is known of the window while it is being filled
        window.clear();
        try {
            while (window.hasRemaining() && file.read(window, offset + window.position()) > 0) {
                continue;
            }
        } catch (IOException unreadable) {
            throw new WalCorruptException(Damage.UNREADABLE, path, offset, "cannot be read", unreadable);
        }
        while (window.hasRemaining()) {
            window.put((byte) 0);
        }
        windowStart = offset;
        windowBytes = window.capacity();
    }

    @Override
    public void close() throws IOException {
        memory.close();
        file.close();
    }
}
