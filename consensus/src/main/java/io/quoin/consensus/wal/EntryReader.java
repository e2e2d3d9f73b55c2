package io.quoin.consensus.wal;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.Invariant;
import io.quoin.consensus.wal.WalCorruptException.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives entries back, reading the batches that hold them and verifying each batch whole every time. Calls from several
 * threads take turns; an append waits for none of them.
 */
final class EntryReader {
    private final Disk disk;
    private final String directory;
    private final SegmentTable segments;
    private final LogIndex index;
    private final int keptBytesMax;
    private final Map<Long, DiskFile> open = new HashMap<>();
    private ByteBuffer kept = ByteBuffer.allocate(0);
    private boolean closed;

    EntryReader(Disk disk, String directory, SegmentTable segments, LogIndex index, int keptBytesMax) {
        this.disk = disk;
        this.directory = directory;
        this.segments = segments;
        this.index = index;
        this.keptBytesMax = keptBytesMax;
    }

    /** The entries from {@code from} to {@code to}, both included; see {@link Wal#entries}. */
    synchronized List<Entry> entries(long from, long to, long bytesMax) throws IOException {
        Invariant.check(!closed, "the log is closed");
        Invariant.check(from <= to, "entries from %d to %d", from, to);
        Collector collector = new Collector(from, to, bytesMax);
        while (!collector.full && collector.next <= to) {
            LogIndex.Location place = index.locate(collector.next);
            collector.take(place, read(place));
        }
        return collector.entries;
    }

    private ByteBuffer read(LogIndex.Location place) throws IOException {
        String path = directory + "/" + segments.find(place.segment()).file();
        ByteBuffer image = buffer(place.bytes());
        try {
            DiskFile file = open.get(place.segment());
            if (file == null) {
                file = disk.openForReading(path);
                open.put(place.segment(), file);
            }
            while (image.hasRemaining() && file.read(image, place.offset() + image.position()) > 0) {
                continue;
            }
        } catch (IOException failure) {
            throw new WalCorruptException(Damage.UNREADABLE, path, place.offset(), "cannot be read", failure);
        }
        BatchHeader header = image.hasRemaining() ? null : BatchHeader.read(image);
        boolean expected = header != null
                && header.kind() == BatchKind.RECORDS
                && header.firstIndex() == place.first()
                && header.imageBytes() == place.bytes();
        if (!expected || !header.fits(image)) {
            throw new WalCorruptException(
                    Damage.DURABLE_BATCH, path, place.offset(), "a batch that was sound when it was written");
        }
        return header.readable(image);
    }

    private ByteBuffer buffer(int bytes) {
        if (bytes > keptBytesMax) {
            return ByteBuffer.allocateDirect(bytes);
        }
        if (kept.capacity() < bytes) {
            kept = ByteBuffer.allocateDirect(bytes);
        }
        return kept.clear().limit(bytes);
    }

    /** Closes the file of a segment that is going away. */
    synchronized void forget(long segment) throws IOException {
        DiskFile file = open.remove(segment);
        if (file != null) {
            file.close();
        }
    }

    synchronized void close() throws IOException {
        closed = true;
        for (DiskFile file : open.values()) {
            file.close();
        }
        open.clear();
    }

    /** Copies the entries that are wanted out of one image after the other. */
    private static final class Collector implements BatchPayload.Sink {
        private final List<Entry> entries = new ArrayList<>();
        private final long to;
        private long next;
        private long bytesLeft;
        private long lastValid;
        private ByteBuffer image;
        private boolean full;

        Collector(long from, long to, long bytesMax) {
            this.next = from;
            this.to = to;
            this.bytesLeft = bytesMax;
        }

        void take(LogIndex.Location place, ByteBuffer verified) {
            image = verified;
            lastValid = Math.min(place.last(), to);
            long before = next;
            BatchPayload.forEach(BatchHeader.read(verified), verified, this);
            Invariant.check(next > before || full, "batch at entry %d gave nothing for %d", place.first(), before);
        }

        @Override
        public boolean entry(long index, long term, EntryType type, int offset, int length) {
            if (index < next) {
                return true;
            }
            if (index > lastValid) {
                return false;
            }
            full = !entries.isEmpty() && length > bytesLeft;
            if (full) {
                return false;
            }
            byte[] data = new byte[length];
            image.get(offset, data);
            entries.add(new Entry(index, term, type, data));
            bytesLeft -= length;
            next = index + 1;
            return true;
        }
    }
}
