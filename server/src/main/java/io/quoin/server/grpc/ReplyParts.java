package io.quoin.server.grpc;

import io.quoin.consensus.Invariant;
import io.quoin.statemachine.record.RecordReader;
import io.quoin.statemachine.result.OpenRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A response that is never in memory as a whole. It is measured first, since a message begins with its length: every
 * record is looked up and verified, so that damage is found before the first byte leaves. Then it is produced in parts
 * of {@value #PART_BYTES} bytes or little more. What is small is encoded by the first pass, and kept for the second.
 *
 * <p>Both passes go in slices of {@value #SLICE_ROWS} rows or {@value #SLICE_BYTES} bytes, a millisecond or so. For one
 * thread at a time.
 */
final class ReplyParts {
    /** A part has this many bytes; more only when a record is longer. */
    static final int PART_BYTES = PartBuffer.ARRAY_BYTES;

    /** A response of fewer bytes is kept when it is measured. */
    static final int RETAINED_BYTES_MAX = 4 << 20;

    private static final int RETAINED_PART_BYTES = 1 << 20;

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

    /** Kept from the first pass, or produced by the second, and in no part yet. */
    private final ArrayDeque<byte[]> ready = new ArrayDeque<>();

    private final PartBuffer produced = new PartBuffer(KvResponses.RANGE_KVS);

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
        private PartBuffer retained = new PartBuffer(KvResponses.RANGE_KVS);
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

    /** What is kept in memory and in no part yet, in bytes. */
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
        long before = rows.retained.bytes();
        walk.copyTo(rows.retained);
        long row = rows.retained.bytes() - before;
        retainedBytes += row;
        if (retainedBytes > RETAINED_BYTES_MAX) {
            retains = false;
            retainedBytes = 0;
            ranges.forEach(range -> range.retained = null);
        }
        return row;
    }

    private void assemble() {
        segments = assembly.apply(ranges);
        for (Segment segment : segments) {
            bytes += segment.bytes();
            if (retains) {
                switch (segment) {
                    case Literal literal -> ready.add(literal.fields());
                    case Rows rows -> ready.addAll(rows.retained.takeAll());
                }
            }
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
     * Produces the next part, in arrays of at most {@value #PART_BYTES} bytes. What was kept from the first pass leaves
     * in larger parts; the last one is none of them, since it is not counted any more once it is handed over.
     *
     * @throws io.quoin.statemachine.record.DamagedRecordException when a record is damaged since it was measured
     */
    List<byte[]> nextPart() {
        List<byte[]> part = new ArrayList<>();
        long left = bytesLeft;
        do {
            if (ready.isEmpty()) {
                produce();
            }
            byte[] next = ready.remove();
            part.add(next);
            left -= next.length;
        } while (retains ? left > PART_BYTES && bytesLeft - left < RETAINED_PART_BYTES : !ready.isEmpty());
        bytesLeft = left;
        retainedBytes = Math.min(retainedBytes, left);
        Invariant.check(left >= 0, "%d bytes more than were measured", -left);
        return part;
    }

    private void produce() {
        while (!produced.hasFull() && position < segments.size()) {
            switch (segments.get(position)) {
                case Literal literal -> {
                    produced.raw(literal.fields());
                    position++;
                }
                case Rows rows -> produceRow(rows);
            }
        }
        ready.addAll(position < segments.size() ? produced.takeFull() : produced.takeAll());
        Invariant.check(!ready.isEmpty(), "%d bytes of a response are missing", bytesLeft);
    }

    private void produceRow(Rows rows) {
        if (walk == null) {
            walk = rows.range.rows(session);
        }
        if (walk.next()) {
            walk.copyTo(produced);
        } else {
            walk = null;
            position++;
        }
    }
}
