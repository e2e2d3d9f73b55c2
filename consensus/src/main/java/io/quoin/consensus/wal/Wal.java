package io.quoin.consensus.wal;

import io.quoin.consensus.Entry;
import io.quoin.consensus.Invariant;
import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.raft.LogView;
import io.quoin.consensus.raft.PersistBatch;
import io.quoin.consensus.wal.BatchEncoder.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The write-ahead log of one member: when {@link #append} returns, the batch is on stable storage as a whole; after a
 * crash it is there as a whole, or, if append had not returned, perhaps not at all.
 *
 * <p>Threads: {@code append}, {@code appendIdleMarker} and {@code close} come from one thread at a time, which nobody
 * interrupts; {@code prepareNextSegment} and {@code cutBelow} from any, each one call at a time; the reading methods
 * from
 * any thread at any time.
 *
 * <p>Three outcomes of an append, never mixed: {@link WalFullException} – nothing was written, refuse and go on; any
 * other
 * exception – nothing is known of the batch, the log takes no further one, the process halts (a force that failed is
 * never
 * repeated, since the system may have dropped the pages and would then report success); return – durable.
 */
public final class Wal implements AutoCloseable, LogView {
    /** A segment on its way out; whatever of it a crash leaves is removed when the log is opened. */
    static final String CUT = "cut.tmp";

    private final Disk disk;
    private final String segmentDirectory;
    private final LogIndex index;
    private final SegmentTable segments;
    private final SegmentSource source;
    private final VoteFile voteFile;
    private final EntryReader reader;
    private final BatchEncoder encoder;
    private final WalRecovery recovered;
    private final DiskReserve reserve;

    private WalObserver observer = WalObserver.NONE;
    private SegmentWriter writer;
    private HardState hardState;
    private volatile long lastSequence;
    private int lastCrc;
    private BatchKind lastKind;
    private long lastPersisted;
    private Throwable failure;
    private boolean closed;
    private volatile boolean nextIsDue;

    private Wal(Disk disk, String segmentDirectory, WalOptions options, DiskReserve reserve, WalOpening.Opened opened) {
        this.disk = disk;
        this.reserve = reserve;
        this.segmentDirectory = segmentDirectory;
        LogScan scan = opened.scan();
        index = scan.index();
        segments = opened.segments();
        source = opened.source();
        voteFile = opened.voteFile();
        writer = opened.writer();
        hardState = opened.hardState();
        lastSequence = scan.lastSequence();
        lastCrc = scan.lastCrc();
        lastKind = scan.lastKind();
        nextIsDue = writer.isHalfFull() || writer.mustGrowSoon();
        encoder = new BatchEncoder(options.bufferBytes());
        reader = new EntryReader(disk, segmentDirectory, segments, index, options.bufferBytes());
        recovered = new WalRecovery(
                hardState,
                index.firstIndex(),
                index.lastIndex(),
                index.lastTerm(),
                lastSequence,
                lastKind == BatchKind.CLOSE,
                scan.torn());
    }

    /**
     * Opens the log below a directory, creating it when there is none: {@code vote.meta} and the segments in {@code
     * wal/}.
     * Nobody else may have it open.
     *
     * @param directory the member's directory, whose parent exists
     * @throws WalCorruptException when what is there cannot be trusted; no file has been changed
     * @throws WalFullException when there is no space for a first segment
     * @throws IOException when the disk failed; what is there may be tried again
     */
    public static Wal open(Disk disk, String directory, WalIdentity identity, WalOptions options) throws IOException {
        return open(disk, directory, identity, options, DiskReserve.NONE);
    }

    /**
     * As {@link #open(Disk, String, WalIdentity, WalOptions)}.
     *
     * @param reserve released when an append finds no space, which is then tried once more
     */
    public static Wal open(Disk disk, String directory, WalIdentity identity, WalOptions options, DiskReserve reserve)
            throws IOException {
        WalOpening opening = new WalOpening(disk, directory, identity, options);
        return new Wal(disk, opening.segmentDirectory(), options, reserve, opening.open());
    }

    /** Has every later batch reported. To be called before the first append. */
    public void observe(WalObserver newObserver) {
        observer = newObserver;
    }

    /** What is released when there is no space. */
    public DiskReserve reserve() {
        return reserve;
    }

    /** What {@link #open} found. */
    public WalRecovery recovered() {
        return recovered;
    }

    /**
     * Makes a batch durable: one write and one force; before that, when term or vote changed, one more of each for the
     * vote file. The sequence of the batch must grow from call to call; on disk the log keeps a count of its own,
     * without gap
     * and including the markers, which is what {@link WalRecovery#lastSequence} tells.
     *
     * @throws WalFullException when there is no space to let the log grow, nor a reserve; nothing has been written
     * @throws IOException when writing or forcing failed, now or earlier; the batch may be there or not
     */
    public void append(PersistBatch batch) throws IOException {
        Invariant.check(batch.sequence() > lastPersisted, "batch %d after batch %d", batch.sequence(), lastPersisted);
        Content content = new Content(BatchKind.RECORDS, batch.hardState(), batch.truncateFrom(), batch.entries());
        try {
            write(content);
        } catch (WalFullException full) {
            if (!reserve.release()) {
                throw full;
            }
            write(content);
        }
        lastPersisted = batch.sequence();
    }

    /**
     * Writes a batch of nothing behind the newest batch, unless there is a marker already: from then on damage of that
     * batch can no longer be mistaken for an unfinished write. To be called when the log has been idle for a moment.
     * Without space for it, nothing happens.
     *
     * @throws IOException as {@link #append}
     */
    public void appendIdleMarker() throws IOException {
        refuseWhenUnusable();
        if (lastKind == BatchKind.RECORDS) {
            mark(BatchKind.IDLE);
        }
    }

    private void mark(BatchKind kind) throws IOException {
        try {
            write(new Content(kind, null, 0, List.of()));
        } catch (WalFullException full) {
            return; // a marker only narrows a window
        }
    }

    private void write(Content content) throws IOException {
        refuseWhenUnusable();
        try {
            writeOnce(content);
        } catch (WalFullException full) {
            throw full;
        } catch (IOException | RuntimeException | Error unknownOutcome) {
            failure = unknownOutcome;
            throw unknownOutcome;
        }
    }

    private void refuseWhenUnusable() throws IOException {
        if (failure != null || closed) {
            throw new IOException(closed ? "the log is closed" : "the log failed before", failure);
        }
    }

    private void writeOnce(Content content) throws IOException {
        HardState next = content.hardState() != null ? content.hardState() : hardState;
        long first = content.truncateFrom() > 0 ? content.truncateFrom() : index.lastIndex() + 1;
        check(content, next, first);
        Content placed = reserve(content, next, first);
        if (!voteFile.holds(next.term(), next.vote())) {
            voteFile.write(next.term(), next.vote(), lastSequence);
        }
        BatchEncoder.Image image = encoder.encode(placed, lastSequence + 1, first, index.term(first - 1), lastCrc);
        BatchHeader header = image.header();
        int bytes = image.bytes().remaining();
        long offset = writer.write(image.bytes());
        observer.batchWritten(bytes, writer.writeNanos(), writer.forceNanos());
        addToIndex(content, header, offset);
        hardState = next;
        lastCrc = header.headerCrc();
        lastKind = header.kind();
        nextIsDue = writer.isHalfFull() || writer.mustGrowSoon();
        lastSequence = header.sequence(); // last: a cut on another thread then sees the batch in the index
    }

    private void check(Content content, HardState next, long first) {
        Invariant.check(next.term() >= hardState.term(), "term %d after term %d", next.term(), hardState.term());
        Invariant.check(
                first >= index.firstIndex() && first <= index.lastIndex() + 1,
                "batch from %d for the log [%d, %d]",
                first,
                index.firstIndex(),
                index.lastIndex());
        long term = index.term(first - 1);
        for (int i = 0; i < content.entries().size(); i++) {
            Entry entry = content.entries().get(i);
            Invariant.check(entry.index() == first + i, "entry %d in place of %d", entry.index(), first + i);
            Invariant.check(entry.term() >= term, "term %d of an entry behind term %d", entry.term(), term);
            term = entry.term();
        }
    }

    /**
     * Finds space: in a new segment when this one is full, or would have to grow while another is ready. The first
     * batch of a segment repeats the hard state.
     */
    private Content reserve(Content content, HardState next, long first) throws IOException {
        boolean roll =
                !writer.fits(content.imageBytes()) || (writer.mustGrowFor(content.imageBytes()) && source.isReady());
        Content placed = roll || writer.isEmpty()
                ? new Content(content.kind(), next, content.truncateFrom(), content.entries())
                : content;
        if (roll) {
            SegmentWriter rolled = source.create(new SegmentName(lastSequence + 1, first), placed.imageBytes());
            SegmentWriter full = writer;
            writer = rolled;
            segments.add(rolled.name(), rolled.bytes());
            full.close();
        }
        long bytesBefore = writer.bytes();
        writer.reserve(placed.imageBytes());
        if (writer.bytes() != bytesBefore) {
            segments.resizeNewest(writer.bytes());
        }
        return placed;
    }

    private void addToIndex(Content content, BatchHeader header, long offset) {
        if (content.truncateFrom() > 0) {
            index.truncate(content.truncateFrom(), header.previousTerm());
        }
        if (header.entryCount() > 0) {
            index.addBatch(header, writer.name().firstSequence(), offset);
        }
        for (int i = 0; i < content.entries().size(); i++) {
            Entry entry = content.entries().get(i);
            index.addTerm(entry.index(), entry.term());
        }
    }

    /**
     * Whether it is time for {@link #prepareNextSegment}: no next segment is ready, and the newest is half full, or was
     * not prepared itself and appends would soon have to write zeros first. Never while space is short: a whole segment
     * ahead of its time would take what the reserve has given.
     */
    public boolean wantsNextSegment() {
        return nextIsDue && source.isIdle() && !reserve.isShort();
    }

    /**
     * Writes the zeros of the next segment, on a thread that may wait for the disk. Appends go on meanwhile and do not
     * need it. A failure leaves the log as it was.
     *
     * @throws WalFullException when there is no space for a whole segment
     */
    public void prepareNextSegment() throws IOException {
        if (!reserve.isShort()) {
            source.prepare();
        }
    }

    /**
     * Deletes the oldest segments as long as they hold no valid entry from {@code below} on; entries below it that
     * share
     * a segment with others stay. The newest hard state stays too: every segment begins with it, and only those
     * before a
     * segment that has a batch go. Nobody may be reading entries below {@code below} meanwhile.
     *
     * @param below at most one above the last entry
     * @throws IOException when a file could not be deleted; the next call tries again
     */
    public void cutBelow(long below) throws IOException {
        Invariant.check(below <= index.lastIndex() + 1, "cut below %d, last is %d", below, index.lastIndex());
        for (SegmentTable.Pair pair = segments.oldestTwo(); pair != null; pair = segments.oldestTwo()) {
            long next = pair.next().firstSequence();
            if (index.firstIndexFrom(next) > below || lastSequence < next) {
                return;
            }
            index.cutBefore(next);
            reader.forget(pair.oldest().firstSequence());
            disk.rename(segmentDirectory + "/" + pair.oldest().file(), segmentDirectory + "/" + CUT);
            disk.forceDirectory(segmentDirectory); // else a later one alone could be gone after a crash: a gap
            segments.removeOldest();
            disk.delete(segmentDirectory + "/" + CUT);
        }
    }

    /** Bytes that the segments take on disk, without the one prepared ahead. Any thread. */
    public long sizeBytes() {
        return segments.bytes();
    }

    @Override
    public long firstIndex() {
        return index.firstIndex();
    }

    @Override
    public long lastIndex() {
        return index.lastIndex();
    }

    /** Term of an entry; also of the one just before the first, which a follower's consistency check needs. */
    @Override
    public long term(long position) {
        return index.term(position);
    }

    /**
     * Entries as they were appended, each batch verified against its checksum.
     *
     * @throws UncheckedIOException with a {@link WalCorruptException} when a batch is not what was written
     */
    @Override
    public List<Entry> entries(long from, long to, long bytesMax) {
        try {
            return reader.entries(from, to, bytesMax);
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }

    /**
     * Writes the marker of a clean close, unless the log has failed or has one already, and closes all files. A
     * {@code prepareNextSegment} must have returned before.
     */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try {
            if (failure == null && lastKind != BatchKind.CLOSE) {
                mark(BatchKind.CLOSE);
            }
        } finally {
            closed = true;
            reader.close();
            source.close();
            voteFile.close();
            writer.close();
        }
    }
}
