package io.quoin.statemachine.mvcc;

import io.quoin.statemachine.mvcc.Selection.Candidate;
import io.quoin.statemachine.record.RecordCodec;
import io.quoin.statemachine.record.RecordOutput;
import io.quoin.statemachine.record.RecordReader;
import io.quoin.statemachine.result.OpenRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * A range whose keys are chosen and whose records are not loaded. It holds the index root and, when the order is not
 * that of keys, {@value #ROW_BYTES} bytes or so for each row.
 */
final class ChosenRange implements OpenRange {
    private static final int ROW_BYTES = 64;

    private final long revision;
    private final long rowCount;
    private final boolean more;
    private final long count;
    private final RowForm form;
    private final Supplier<RowSource> sources;
    private final long heldBytes;

    private ChosenRange(
            long revision,
            long rowCount,
            boolean more,
            long count,
            RowForm form,
            Supplier<RowSource> sources,
            long heldBytes) {
        this.revision = revision;
        this.rowCount = rowCount;
        this.more = more;
        this.count = count;
        this.form = form;
        this.sources = sources;
        this.heldBytes = heldBytes;
    }

    /** Only a count. */
    static ChosenRange counted(long revision, long count) {
        return new ChosenRange(revision, 0, false, count, RowForm.FULL, () -> () -> null, 0);
    }

    /** Rows in key order, found again by each walk. */
    static ChosenRange inKeyOrder(
            long revision, long rowCount, boolean more, long count, RowForm form, Supplier<RowSource> sources) {
        return new ChosenRange(revision, rowCount, more, count, form, sources, 0);
    }

    /** Rows in another order, kept as a list. */
    static ChosenRange listed(long revision, List<Candidate> rows, boolean more, long count, RowForm form) {
        long heldBytes = ROW_BYTES * (long) rows.size();
        for (Candidate row : rows) {
            heldBytes += row.recordBytes();
        }
        return new ChosenRange(revision, rows.size(), more, count, form, () -> walk(rows), heldBytes);
    }

    private static RowSource walk(List<Candidate> rows) {
        Iterator<Candidate> iterator = rows.iterator();
        return () -> iterator.hasNext() ? iterator.next() : null;
    }

    @Override
    public long heldBytes() {
        return heldBytes;
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public long rowCount() {
        return rowCount;
    }

    @Override
    public boolean more() {
        return more;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public Rows rows(RecordReader.Session session) {
        return new Walk(sources.get(), session);
    }

    /** All records, in memory at once. */
    List<byte[]> load(RecordReader.Session session) {
        var loaded = new ArrayList<byte[]>((int) Math.min(rowCount, Integer.MAX_VALUE - 8));
        Rows rows = rows(session);
        while (rows.next()) {
            loaded.add(rows.record());
        }
        return loaded;
    }

    /** How a row is answered. */
    enum RowForm {
        /** The record as it is stored. */
        FULL,
        /** From the index alone: without value, and without lease as in etcd 3.7. */
        KEY_ONLY,
        /** The record without its value: what etcd answers when it had to read values for the order. */
        STRIPPED
    }

    /** Yields the chosen rows in the order of the response, then null. */
    interface RowSource {
        Candidate next();
    }

    private final class Walk implements Rows {
        private final RowSource source;
        private final RecordReader.Session session;
        private Candidate row;

        Walk(RowSource source, RecordReader.Session session) {
            this.source = source;
            this.session = session;
        }

        @Override
        public boolean next() {
            row = source.next();
            return row != null;
        }

        @Override
        public byte[] record() {
            return switch (form) {
                case FULL -> stored();
                case KEY_ONLY -> RecordCodec.encodeKeyOnly(row.key(), row.createMain(), row.main(), row.version());
                case STRIPPED -> RecordCodec.withoutValue(stored());
            };
        }

        @Override
        public void copyTo(RecordOutput output) {
            if (form == RowForm.KEY_ONLY) {
                int start = output.room(length());
                RecordCodec.writeKeyOnly(output.array(), start, row.key(), row.createMain(), row.main(), row.version());
            } else if (form == RowForm.FULL && row.record() == null) {
                session.copy(row.key(), row.main(), row.sub(), output);
            } else {
                byte[] record = record();
                int start = output.room(record.length);
                System.arraycopy(record, 0, output.array(), start, record.length);
            }
        }

        @Override
        public int length() {
            if (form == RowForm.KEY_ONLY) {
                return RecordCodec.keyOnlyBytes(row.key(), row.createMain(), row.main(), row.version());
            }
            if (form == RowForm.STRIPPED || row.record() != null) {
                return record().length;
            }
            return session.lengthOf(row.key(), row.main(), row.sub());
        }

        private byte[] stored() {
            byte[] held = row.record();
            return held != null ? held : session.require(row.key(), row.main(), row.sub());
        }
    }
}
