package io.quoin.consensus.wal;

import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.wal.WalCorruptException.Damage;
import java.io.IOException;

/**
 * Opens a log in two steps: everything is read and judged first, and only a log that is accepted is touched. Afterwards
 * all that was found is on stable storage, also what a killed process had written but not forced.
 */
final class WalOpening {
    private final Disk disk;
    private final String directory;
    private final String segmentDirectory;
    private final WalIdentity identity;
    private final WalOptions options;

    WalOpening(Disk disk, String directory, WalIdentity identity, WalOptions options) {
        this.disk = disk;
        this.directory = directory;
        this.segmentDirectory = directory + "/wal";
        this.identity = identity;
        this.options = options;
    }

    /**
     * An opened log.
     *
     * @param scan what was found
     * @param hardState newest of what batches and vote file say
     * @param voteFile open, and saying the same
     * @param segments all segments, at least one
     * @param source makes further segments
     * @param writer writes behind the newest batch
     */
    record Opened(
            LogScan scan,
            HardState hardState,
            VoteFile voteFile,
            SegmentTable segments,
            SegmentSource source,
            SegmentWriter writer) {}

    String segmentDirectory() {
        return segmentDirectory;
    }

    Opened open() throws IOException {
        VoteFile.Found vote = VoteFile.read(disk, directory, identity);
        LogScan scan = LogScan.of(disk, segmentDirectory, identity);
        HardState hardState = judge(vote, scan);
        createDirectories();
        deleteTemporaries();
        VoteFile voteFile = openVoteFile(vote, hardState, scan.lastSequence());
        SegmentSource source = new SegmentSource(disk, segmentDirectory, identity, options);
        SegmentTable segments = new SegmentTable();
        SegmentWriter writer =
                scan.segments().isEmpty() ? firstSegment(source, segments) : continueLast(scan, segments);
        disk.forceDirectory(segmentDirectory);
        return new Opened(scan, hardState, voteFile, segments, source, writer);
    }

    private void createDirectories() throws IOException {
        int slash = directory.lastIndexOf('/');
        disk.createDirectory(directory);
        disk.forceDirectory(slash < 0 ? "" : directory.substring(0, slash));
        disk.createDirectory(segmentDirectory);
        disk.forceDirectory(directory);
    }

    /** Brings vote file and batches together, or refuses; changes nothing. */
    HardState judge(VoteFile.Found found, LogScan scan) throws WalCorruptException {
        VoteFile.Vote vote = found.newest();
        HardState logged = scan.hardState();
        if (vote == null) {
            boolean isNew = !found.exists() && scan.segments().isEmpty();
            if (logged == null && !isNew) {
                throw refusal(Damage.VOTE_LOST, "neither the vote file nor a batch tells term and vote");
            }
            return isNew ? HardState.INITIAL : logged;
        }
        if (scan.lastSequence() < vote.durableSequence() || (scan.segments().isEmpty() && !vote.isFirst())) {
            throw refusal(
                    Damage.SEQUENCE_GAP,
                    String.format(
                            "batch %d was durable, but the log ends with batch %d",
                            vote.durableSequence(), scan.lastSequence()));
        }
        return newest(vote, logged);
    }

    private HardState newest(VoteFile.Vote vote, HardState logged) throws WalCorruptException {
        if (logged == null) {
            return new HardState(vote.term(), vote.vote(), 0);
        }
        if (vote.term() != logged.term()) {
            return vote.term() < logged.term() ? logged : new HardState(vote.term(), vote.vote(), logged.commit());
        }
        if (logged.vote() != 0 && vote.vote() != 0 && logged.vote() != vote.vote()) {
            throw refusal(Damage.CONTRADICTION, "vote file and batches tell two votes in term " + vote.term());
        }
        return logged.vote() != 0 ? logged : new HardState(vote.term(), vote.vote(), logged.commit());
    }

    private WalCorruptException refusal(Damage damage, String found) {
        return new WalCorruptException(damage, directory + "/" + VoteFile.NAME, 0, found);
    }

    private void deleteTemporaries() throws IOException {
        deleteIfThere(directory + "/" + VoteFile.TEMPORARY);
        deleteIfThere(segmentDirectory + "/" + SegmentSource.PREPARED);
        deleteIfThere(segmentDirectory + "/" + SegmentSource.IMMEDIATE);
        deleteIfThere(segmentDirectory + "/" + Wal.CUT);
    }

    private void deleteIfThere(String path) throws IOException {
        if (disk.exists(path)) {
            disk.delete(path);
        }
    }

    private VoteFile openVoteFile(VoteFile.Found found, HardState hardState, long durableSequence) throws IOException {
        if (found.newest() == null) {
            VoteFile.Vote content = new VoteFile.Vote(0, hardState.term(), hardState.vote(), durableSequence);
            return VoteFile.create(disk, directory, identity, content);
        }
        VoteFile file = VoteFile.open(disk, directory, identity, found.newest());
        if (!found.whole() || !file.holds(hardState.term(), hardState.vote())) {
            file.write(hardState.term(), hardState.vote(), durableSequence);
        }
        return file;
    }

    private SegmentWriter firstSegment(SegmentSource source, SegmentTable segments) throws IOException {
        SegmentWriter writer = source.create(new SegmentName(1, 1), 0);
        segments.add(writer.name(), writer.bytes());
        return writer;
    }

    private SegmentWriter continueLast(LogScan scan, SegmentTable segments) throws IOException {
        SegmentName last = scan.segments().getLast();
        for (SegmentName name : scan.segments().subList(0, scan.segments().size() - 1)) {
            try (DiskFile file = disk.openForReading(path(name))) {
                segments.add(name, file.size());
            }
        }
        DiskFile file = disk.openForWriting(path(last));
        if (scan.torn()) {
            clearTail(file, last, scan.end());
        }
        file.force(true);
        long size = file.size();
        segments.add(last, size);
        return new SegmentWriter(
                disk,
                last,
                file,
                Math.max(options.segmentBytes(), Blocks.roundUp(size)),
                options.growthSliceBytes(),
                scan.end(),
                Blocks.roundDown(size));
    }

    /** Zeros what a stopped write left; stopping here again leaves it recognisably unfinished. */
    private void clearTail(DiskFile file, SegmentName last, long end) throws IOException {
        try (SegmentReader reader = new SegmentReader(disk, path(last))) {
            for (long at = reader.firstWritten(end); at >= 0; at = reader.firstWritten(at + Blocks.BLOCK_BYTES)) {
                SegmentWriter.clear(file, at, Math.min(at + Blocks.BLOCK_BYTES, reader.size()));
            }
        }
    }

    private String path(SegmentName name) {
        return segmentDirectory + "/" + name.file();
    }
}
