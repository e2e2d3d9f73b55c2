package io.quoin.server.grpc;

import io.quoin.consensus.Invariant;
import io.quoin.statemachine.record.RecordReader;
import io.quoin.statemachine.result.OpenRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A response that is never in memory as a whole. It is measured first, since a message begins with its length: every
 * record is looked up and verified, so that damage is found before the first byte leaves. Then it is produced in parts
 * of {@value #PART_BYTES} bytes or little more. What is small is kept from the first pass for the second.
 *
 * <p>Both passes go in slices of {@value #SLICE_ROWS} rows or {@value #SLICE_BYTES} bytes, a millisecond or so. For one
 * thread at a time.
 */
final class ReplyParts {
    /** A part has this many bytes; more only when the record that fills it is longer. */
    static final int PART_BYTES = 128 << 10;

    /** A response of fewer bytes is kept when it is measured. */
    static final int RETAINED_BYTES_MAX = 4 << 20;

    private static final int SLICE_ROWS = 1_000;
    private static final int SLICE_BYTES = 2 << 20;

    private final RecordReader.Session session;
    private final List<Rows> ranges = new ArrayList<>();
    private final Function<List<Rows>, List<Segment>> assembly;
    private List<Segment> segments;
    private OpenRange.Rows walk;
    private int position;
    private long retainedBytes;
    private boolean retains = true;
    private long bytes;
    private long bytesLeft;

    /**
     * A response made of these ranges.
     *
     * @param assembly puts the measured ranges together with what stands between them
     */
    ReplyParts(RecordReader.Session session, List<OpenRange> opened, Function<List<Rows>, List<Segment>> assembly) {
        this.session = session;
        this.assembly = assembly;
        opened.forEach(range -> ranges.add(new Rows(range)));
    }

    /** A stretch of the response. */
    sealed interface Segment {
        long bytes();
    }

    /** Encoded fields. */
    @SuppressWarnings("ArrayRecordComponent") // written out, never compared
    record Literal(byte[] fields) implements Segment {
        @Override
        public long bytes() {
            return fields.length;
        }
    }

    /** The rows of a range, each a {@code kvs} field. */
    static final class Rows implements Segment {
        private final OpenRange range;
        private List<byte[]> retained = new ArrayList<>();
        private long bytes;

        private Rows(OpenRange range) {
            this.range = range;
        }

        OpenRange range() {
            return range;
        }

        @Override
        public long bytes() {
            return bytes;
        }
    }

    /** What is kept in memory until the response is produced, in bytes. */
    long heldBytes() {
        long held = retainedBytes;
        for (Rows rows : ranges) {
            held += rows.range.heldBytes();
        }
        return held;
    }

    /**
     * Measures a slice.
     *
     * @return whether all is measured
     * @throws io.quoin.statemachine.record.DamagedRecordException when a record is missing or damaged
     */
    boolean measure() {
        long sliceBytes = 0;
        for (int i = 0; i < SLICE_ROWS && sliceBytes < SLICE_BYTES; i++) {
            if (position == ranges.size()) {
                assemble();
                return true;
            }
            Rows rows = ranges.get(position);
            if (walk == null) {
                walk = rows.range.rows(session);
            }
            if (walk.next()) {
                long row = measureRow(rows);
                rows.bytes += row;
                sliceBytes += row;
            } else {
                walk = null;
                position++;
            }
        }
        return false;
    }

    private long measureRow(Rows rows) {
        if (!retains) {
            return WireWriter.blockBytes(walk.length());
        }
        byte[] single = walk.record();
        retainedBytes += single.length;
        if (retainedBytes <= RETAINED_BYTES_MAX) {
            rows.retained.add(single);
        } else {
            retains = false;
            retainedBytes = 0;
            ranges.forEach(range -> range.retained = null);
        }
        return WireWriter.blockBytes(single.length);
    }

    private void assemble() {
        segments = assembly.apply(ranges);
        for (Segment segment : segments) {
            bytes += segment.bytes();
        }
        bytesLeft = bytes;
        position = 0;
    }

    /** Length of the response, once it is measured. */
    long bytes() {
        return bytes;
    }

    /** Whether the last part was produced. */
    boolean isEnded() {
        return bytesLeft == 0;
    }

    /**
     * Produces the next part.
     *
     * @throws io.quoin.statemachine.record.DamagedRecordException when a record is damaged since it was measured
     */
    byte[] nextPart() {
        List<Piece> pieces = new ArrayList<>();
        long partBytes = 0;
        while (partBytes < PART_BYTES && position < segments.size()) {
            switch (segments.get(position)) {
                case Literal literal -> {
                    pieces.add(new Piece(literal.fields(), false));
                    partBytes += literal.bytes();
                    position++;
                }
                case Rows rows -> partBytes += addRows(rows, pieces, PART_BYTES - partBytes);
            }
        }
        Invariant.check(partBytes <= bytesLeft, "a part of %d bytes, %d left", partBytes, bytesLeft);
        bytesLeft -= partBytes;
        Invariant.check(position < segments.size() || bytesLeft == 0, "%d bytes of a response are missing", bytesLeft);
        WireWriter out = new WireWriter((int) partBytes);
        for (Piece piece : pieces) {
            if (piece.isRow) {
                out.block(KvResponses.RANGE_KVS, piece.content);
            } else {
                out.raw(piece.content);
            }
        }
        return out.finish();
    }

    private long addRows(Rows source, List<Piece> pieces, long room) {
        if (walk == null) {
            walk = source.retained == null ? source.range.rows(session) : new Retained(source.retained);
        }
        long added = 0;
        while (added < room) {
            if (!walk.next()) {
                walk = null;
                position++;
                break;
            }
            byte[] row = walk.record();
            pieces.add(new Piece(row, true));
            added += WireWriter.blockBytes(row.length);
        }
        return added;
    }

    /** A row's record, or encoded fields. */
    @SuppressWarnings("ArrayRecordComponent") // written out, never compared
    private record Piece(byte[] content, boolean isRow) {}

    /** Rows that were kept. */
    private static final class Retained implements OpenRange.Rows {
        private final List<byte[]> rows;
        private int at = -1;

        Retained(List<byte[]> rows) {
            this.rows = rows;
        }

        @Override
        public boolean next() {
            return ++at < rows.size();
        }

        @Override
        public byte[] record() {
            return rows.get(at);
        }

        @Override
        public int length() {
            return rows.get(at).length;
        }
    }
}
