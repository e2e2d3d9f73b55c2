package io.quoin.consensus.wal;

import io.quoin.consensus.InvariantViolation;
import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.wal.WalCorruptException.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a whole log and decides whether it can be trusted; changes nothing on disk. What it decides at the first place
 * that holds no whole batch:
 *
 * <table>
 * <caption>Decisions</caption>
 * <tr><th>found</th><th>a later batch or segment</th><th>decision</th></tr>
 * <tr><td>nothing written from here on</td><td>no</td><td>clean end</td></tr>
 * <tr><td>first sector, or a body sector, never written</td><td>no</td><td>torn, not acknowledged: cleared</td></tr>
 * <tr><td>damage without such a sector</td><td>no</td><td>refused: perhaps acknowledged</td></tr>
 * <tr><td>any of these</td><td>yes</td><td>refused: one write at a time, so it was durable</td></tr>
 * </table>
 *
 * <p>No finished batch has a sector of zeros, whatever its payload is: see {@link BatchMask}. So the second and the
 * third row never mean the same bytes.
 *
 * <p>The second row is wrong in one case that cannot be told apart: a sector of the newest batch that was zeroed
 * after it
 * had been durable. A marker batch behind it closes that window.
 */
final class LogScan {
    /** Sees each batch once it has been taken into the log. */
    @FunctionalInterface
    interface Observer {
        /** The image is valid during the call only. */
        void batch(SegmentReader segment, long offset, BatchHeader header, ByteBuffer image);
    }

    private final Disk disk;
    private final String directory;
    private final WalIdentity identity;
    private final Observer observer;
    private final LogIndex index = new LogIndex();
    private final List<SegmentName> segments = new ArrayList<>();
    private HardState hardState;
    private long lastSequence;
    private int lastCrc;
    private BatchKind lastKind;
    private boolean anyBatch;
    private long end = Blocks.BLOCK_BYTES;
    private boolean torn;

    LogScan(Disk disk, String directory, WalIdentity identity, Observer observer) {
        this.disk = disk;
        this.directory = directory;
        this.identity = identity;
        this.observer = observer;
    }

    /** Scans the segments in a directory. */
    static LogScan of(Disk disk, String directory, WalIdentity identity) throws IOException {
        LogScan scan = new LogScan(disk, directory, identity, (segment, offset, header, image) -> {});
        scan.run();
        return scan;
    }

    /** Scans. What this object tells when it throws is what was found before the damage. */
    void run() throws IOException {
        listSegments();
        for (int i = 0; i < segments.size(); i++) {
            scanSegment(i);
        }
    }

    LogIndex index() {
        return index;
    }

    /** The segments, oldest first. */
    List<SegmentName> segments() {
        return segments;
    }

    /** The newest hard state in a batch, or null. */
    HardState hardState() {
        return hardState;
    }

    long lastSequence() {
        return lastSequence;
    }

    int lastCrc() {
        return lastCrc;
    }

    /** Kind of the newest batch, or null when there is none. */
    BatchKind lastKind() {
        return lastKind;
    }

    /** Offset in the last segment where the next batch belongs. */
    long end() {
        return end;
    }

    /** Whether an unfinished write lies from {@link #end} on. */
    boolean torn() {
        return torn;
    }

    private void listSegments() throws IOException {
        List<String> files = disk.exists(directory) ? disk.list(directory) : List.of();
        for (String file : files) {
            if (file.endsWith(SegmentName.SUFFIX)) {
                SegmentName name = SegmentName.parse(file);
                if (name == null) {
                    throw new WalCorruptException(
                            Damage.CONTRADICTION, directory + "/" + file, 0, "not the name of a segment");
                }
                segments.add(name);
            }
        }
    }

    private void scanSegment(int at) throws IOException {
        SegmentName name = segments.get(at);
        SegmentName next = at + 1 < segments.size() ? segments.get(at + 1) : null;
        try (SegmentReader reader = new SegmentReader(disk, directory + "/" + name.file())) {
            checkHeader(reader, name);
            if (at == 0) {
                lastSequence = name.firstSequence() - 1;
            }
            end = Blocks.BLOCK_BYTES;
            while (next == null || lastSequence + 1 < next.firstSequence()) {
                if (!(reader.inspect(end) instanceof BatchSpot.Whole(BatchHeader header, ByteBuffer image))) {
                    break;
                }
                new BatchCheck(reader.path(), end).accept(header, image, name);
                observer.batch(reader, end, header, image);
                end += header.imageBytes();
            }
            if (next == null) {
                judgeEnd(reader);
            } else if (lastSequence + 1 < next.firstSequence()) {
                judgeMissing(reader, next);
            } else if (lastSequence < name.firstSequence()) {
                throw refusal(Damage.CONTRADICTION, reader, "the next segment begins before this one");
            }
            if (!anyBatch && name.firstSequence() > 1) {
                throw refusal(Damage.SEQUENCE_GAP, reader, "all batches before it are missing");
            }
        }
    }

    private void checkHeader(SegmentReader reader, SegmentName name) throws WalCorruptException {
        SegmentHeader header = reader.header();
        if (header == null) {
            throw new WalCorruptException(
                    Damage.SEGMENT_HEADER, reader.path(), 0, "no segment header of this log, or a damaged one");
        }
        if (header.version() != SegmentHeader.VERSION) {
            throw new WalCorruptException(
                    Damage.UNSUPPORTED_VERSION, reader.path(), 0, "a segment of version " + header.version());
        }
        if (!header.identity().equals(identity)) {
            throw new WalCorruptException(Damage.FOREIGN, reader.path(), 0, identity.mismatch(header.identity()));
        }
        if (!header.name().equals(name)) {
            throw new WalCorruptException(
                    Damage.CONTRADICTION,
                    reader.path(),
                    0,
                    "was made under the name " + header.name().file());
        }
    }

    /** A later segment exists, so everything before it was durable, but some of it is not there. */
    private void judgeMissing(SegmentReader reader, SegmentName next) throws WalCorruptException {
        if (reader.isBlankFrom(end)) {
            throw refusal(
                    Damage.SEQUENCE_GAP,
                    reader,
                    String.format("batches %d to %d are missing", lastSequence + 1, next.firstSequence() - 1));
        }
        throw refusal(Damage.DURABLE_BATCH, reader, "a damaged batch with a later segment behind it");
    }

    private void judgeEnd(SegmentReader reader) throws WalCorruptException {
        if (reader.isBlankFrom(end)) {
            return;
        }
        switch (reader.inspect(end)) {
            case BatchSpot.Unknown unknown ->
                throw refusal(Damage.UNSUPPORTED_VERSION, reader, "a batch of a newer version");
            case BatchSpot.Damaged(BatchHeader header, String found) -> {
                refuseBeforeLater(reader, behind(header), found);
                throw refusal(Damage.LAST_BATCH, reader, found + ", which may have been acknowledged");
            }
            case BatchSpot.Blank blank ->
                refuseBeforeLater(reader, behind(null), "a batch whose first sector is missing");
            case BatchSpot.Torn(BatchHeader header) -> {
                refuseBeforeLater(reader, behind(header), "a batch of which a sector is missing");
                if (!continues(header) || !reader.isBlankFrom(behind(header))) {
                    throw refusal(Damage.LAST_BATCH, reader, "no batch that a stopped write would have left");
                }
            }
            case BatchSpot.Whole whole ->
                throw refusal(Damage.CONTRADICTION, reader, "a batch that reads differently each time");
        }
        torn = true;
    }

    /** Where the next batch would be; a payload may look like batches, so a readable header's length is believed. */
    private long behind(BatchHeader header) {
        boolean readable = header != null && header.payloadBytes() >= 0;
        return end + (readable ? BatchHeader.imageBytes(header.payloadBytes()) : Blocks.BLOCK_BYTES);
    }

    private void refuseBeforeLater(SegmentReader reader, long from, String found) throws WalCorruptException {
        long later = reader.laterBatch(from, lastSequence + 1);
        if (later >= 0) {
            throw refusal(Damage.DURABLE_BATCH, reader, found + ", with a later batch at offset " + later);
        }
    }

    private boolean continues(BatchHeader header) {
        return header.sequence() == lastSequence + 1 && (!anyBatch || header.previousCrc() == lastCrc);
    }

    private WalCorruptException refusal(Damage damage, SegmentReader reader, String found) {
        return new WalCorruptException(damage, reader.path(), end, found);
    }

    /** Takes one whole batch into the log, or finds that it contradicts what came before. */
    private final class BatchCheck {
        private final String path;
        private final long offset;

        BatchCheck(String path, long offset) {
            this.path = path;
            this.offset = offset;
        }

        void accept(BatchHeader header, ByteBuffer image, SegmentName segment) throws WalCorruptException {
            if (header.sequence() > lastSequence + 1) {
                throw new WalCorruptException(
                        Damage.DURABLE_BATCH, path, offset, "batch " + (lastSequence + 1) + " is missing");
            }
            require(continues(header), "a batch that does not continue the one before it");
            boolean first = header.sequence() == segment.firstSequence();
            require(!first || header.has(BatchHeader.HARD_STATE), "no hard state at the start of a segment");
            try {
                place(header);
                acceptHardState(BatchPayload.hardState(header, image));
                acceptEntries(header, image, segment);
            } catch (BatchPayload.MalformedException | InvariantViolation contradiction) {
                throw new WalCorruptException(
                        Damage.CONTRADICTION, path, offset, contradiction.getMessage(), contradiction);
            }
            lastSequence = header.sequence();
            lastCrc = header.headerCrc();
            lastKind = header.kind();
            anyBatch = true;
        }

        private void place(BatchHeader header) throws WalCorruptException {
            if (!anyBatch) {
                boolean atStart = header.firstIndex() == 1 && header.previousTerm() == 0 && header.previousCrc() == 0;
                require(header.sequence() > 1 || atStart, "a first batch that does not start the log");
                index.startAt(header.firstIndex(), header.previousTerm());
            } else if (header.truncateFrom() > 0) {
                index.truncate(header.truncateFrom(), header.previousTerm());
            }
            boolean fits = header.firstIndex() == index.lastIndex() + 1 && header.previousTerm() == index.lastTerm();
            require(fits, "entries that do not continue the log");
        }

        private void acceptHardState(HardState found) throws WalCorruptException {
            if (found != null) {
                require(hardState == null || found.term() >= hardState.term(), "a term that went back");
                hardState = found;
            }
        }

        private void acceptEntries(BatchHeader header, ByteBuffer image, SegmentName segment) {
            if (header.entryCount() > 0) {
                index.addBatch(header, segment.firstSequence(), offset);
            }
            BatchPayload.forEach(header, image, (position, term, type, at, length) -> {
                index.addTerm(position, term);
                return true;
            });
        }

        private void require(boolean holds, String otherwise) throws WalCorruptException {
            if (!holds) {
                throw new WalCorruptException(Damage.CONTRADICTION, path, offset, otherwise);
            }
        }
    }
}
