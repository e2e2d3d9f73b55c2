package io.quoin.consensus.wal;

import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.wal.WalCorruptException.Damage;
import io.quoin.consensus.wal.WalInspection.TornTail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes a {@link WalInspection}: lets {@link LogScan} and {@link WalOpening} judge, counts what they accept, and looks
 * for whole batches in the segments that they did not get to.
 */
final class WalInspector {
    /** Batches and entries accepted in one segment, and where they end. */
    private static final class Count {
        private long batches;
        private long entries;
        private long end = Blocks.BLOCK_BYTES;

        void add(BatchHeader header) {
            batches++;
            entries += header.entryCount();
            end += header.imageBytes();
        }
    }

    private final Disk disk;
    private final String directory;
    private final String segmentDirectory;
    private final WalIdentity identity;
    private final LoggedBatch.Visitor visitor;
    private final Map<String, Count> counts = new TreeMap<>();
    private final List<WalCorruptException> damages = new ArrayList<>();
    private final List<SegmentInspection> segments = new ArrayList<>();
    private long batches;
    private boolean scanned;

    WalInspector(Disk disk, String directory, WalIdentity identity, LoggedBatch.Visitor visitor) {
        this.disk = disk;
        this.directory = directory;
        this.segmentDirectory = directory + "/wal";
        this.identity = identity;
        this.visitor = visitor;
    }

    WalInspection inspect() throws IOException {
        VoteFile.Found vote = vote();
        LogScan scan = new LogScan(disk, segmentDirectory, identity, this::count);
        scan(scan);
        HardState hardState = hardState(vote, scan);
        listSegments();
        LogIndex index = scan.index();
        boolean isNew = vote != null && !vote.exists() && scan.segments().isEmpty();
        return new WalInspection(
                List.copyOf(segments),
                batches,
                index.firstIndex(),
                index.lastIndex(),
                index.lastTerm(),
                scan.lastSequence() - batches + 1,
                scan.lastSequence(),
                hardState,
                scanned && scan.lastKind() == BatchKind.CLOSE,
                isNew || (vote != null && vote.whole()),
                scan.torn() ? new TornTail(path(scan.segments().getLast()), scan.end()) : null,
                List.copyOf(damages));
    }

    /** The vote file, or null when it is of another member or of a newer version. */
    private VoteFile.Found vote() throws IOException {
        try {
            return VoteFile.read(disk, directory, identity);
        } catch (WalCorruptException damage) {
            damages.add(damage);
            return null;
        }
    }

    private void scan(LogScan scan) throws IOException {
        try {
            scan.run();
            scanned = true;
        } catch (WalCorruptException damage) {
            damages.add(damage);
        }
    }

    private void count(SegmentReader segment, long offset, BatchHeader header, ByteBuffer image) {
        counts.computeIfAbsent(segment.path(), path -> new Count()).add(header);
        batches++;
        visitor.batch(new LoggedBatch(segment.path(), offset, header, image));
    }

    /** Both together only when both were read: whoever ends early would contradict the other. */
    private HardState hardState(VoteFile.Found vote, LogScan scan) {
        if (vote == null || !scanned) {
            return scan.hardState();
        }
        try {
            return new WalOpening(disk, directory, identity, WalOptions.DEFAULT).judge(vote, scan);
        } catch (WalCorruptException damage) {
            damages.add(damage);
            return scan.hardState();
        }
    }

    private void listSegments() throws IOException {
        List<String> files = disk.exists(segmentDirectory) ? disk.list(segmentDirectory) : List.of();
        for (String file : files) {
            SegmentName name = SegmentName.parse(file);
            if (name != null) {
                segments.add(segment(name));
            }
        }
    }

    private SegmentInspection segment(SegmentName name) throws IOException {
        String path = path(name);
        Count accepted = counts.get(path);
        boolean inLog = accepted != null || scanned;
        Count count = accepted != null ? accepted : new Count();
        long bytes = 0;
        try (SegmentReader reader = new SegmentReader(disk, path)) {
            bytes = reader.size();
            if (!inLog) {
                look(reader, count);
            }
        } catch (WalCorruptException damage) {
            addBehindFirst(damage);
        }
        return new SegmentInspection(
                path, bytes, count.end, name.firstSequence(), count.batches, name.firstIndex(), count.entries, inLog);
    }

    /** Counts the whole batches of a segment that the scan did not get to. */
    private void look(SegmentReader reader, Count count) throws WalCorruptException {
        if (reader.header() == null) {
            addBehindFirst(new WalCorruptException(
                    Damage.SEGMENT_HEADER, reader.path(), 0, "no segment header of this log, or a damaged one"));
        }
        while (count.end < reader.size() && reader.inspect(count.end) instanceof BatchSpot.Whole(var header, var _)) {
            count.add(header);
        }
        if (reader.isBlankFrom(count.end)) {
            return;
        }
        String found = switch (reader.inspect(count.end)) {
            case BatchSpot.Damaged damaged -> damaged.found();
            case BatchSpot.Unknown _ -> "a batch of a newer version";
            case BatchSpot.Torn _ -> "a batch of which a sector is missing";
            case BatchSpot.Blank _, BatchSpot.Whole _ -> "a batch whose first sector is missing";
        };
        addBehindFirst(new WalCorruptException(Damage.DURABLE_BATCH, reader.path(), count.end, found));
    }

    /** The scan may have said the same already. */
    private void addBehindFirst(WalCorruptException damage) {
        boolean known = damages.stream()
                .anyMatch(other -> other.file().equals(damage.file()) && other.offset() == damage.offset());
        if (!known) {
            damages.add(damage);
        }
    }

    private String path(SegmentName name) {
        return segmentDirectory + "/" + name.file();
    }
}
