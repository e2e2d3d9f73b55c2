package io.quoin.statemachine.mvcc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RangeRequest.SortTarget;
import io.quoin.statemachine.record.DamagedRecordException;
import io.quoin.statemachine.record.RecordReader;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.OpenRange;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import java.util.ArrayList;
import java.util.function.Supplier;

/**
 * A range in chunks, as etcd 3.7 streams it: ten keys first, then twice as many while a chunk has less than half of
 * the target bytes, half as many after one of more than twice the target. Beyond etcd, a chunk ends when it has
 * reached twice the target, however many keys were due, so a chunk is at most that and one record.
 *
 * <p>All chunks are of one state: it holds that state's index root, and no engine view between chunks. A compaction
 * that passes the revision ends it with {@code Compacted}. For one thread at a time.
 */
public final class RangeChunks {
    private static final long FIRST_CHUNK_KEYS = 10;

    /** What the fields of a chunk cost beside its records' own bytes, each. */
    private static final int RECORD_FRAME_BYTES = 4;

    private final RangeReader ranges;
    private final RecordReader records;
    private final Supplier<? extends StateView> newest;
    private final StateView state;
    private final RangeRequest request;
    private final long at;
    private final int targetBytes;
    private final RecordReader.Session session;
    private OpenRange range;
    private OpenRange.Rows rows;
    private long rowsLeft;
    private long chunkKeys = FIRST_CHUNK_KEYS;
    private boolean ended;

    /**
     * The chunks of a checked request: in key order, without filters.
     *
     * @param newest the newest published state: it says how far compaction has come
     * @param targetBytes etcd's {@code --max-request-bytes}
     */
    public RangeChunks(
            RangeReader ranges,
            RecordReader records,
            Supplier<? extends StateView> newest,
            StateView state,
            RangeRequest request,
            int targetBytes) {
        this.ranges = ranges;
        this.records = records;
        this.session = records.open();
        this.newest = newest;
        this.state = state;
        this.request = request;
        this.at = RangeReader.revision(state, request);
        this.targetBytes = targetBytes;
    }

    /** Whether {@link #next} gave the last chunk, or a refusal. */
    public boolean isEnded() {
        return ended;
    }

    /**
     * The next chunk. The last one carries {@code more} and {@code count}; the others have them zero.
     *
     * @return a {@link RangeResult}, {@link Refused} or {@link Damaged}
     * @throws io.quoin.storage.EngineBusyException when the engine has no view to give: the stream cannot go on
     */
    public Result next() {
        EtcdError refusal = refusal();
        if (refusal != null) {
            ended = true;
            return new Refused(refusal);
        }
        try {
            if (range == null) {
                open();
            }
            return chunk();
        } catch (DamagedRecordException e) {
            ended = true;
            refusal = refusal();
            return refusal != null ? new Refused(refusal) : Damaged.of(records.met(e));
        } finally {
            session.close();
        }
    }

    private EtcdError refusal() {
        EtcdError refusal = RangeReader.refusal(state, request.getRevision());
        return refusal == null && at < newest.get().compactedRevision() ? EtcdError.COMPACTED : refusal;
    }

    /**
     * With another sort target than keys and no order etcd sorts each chunk for itself, so that a stream of several
     * chunks repeats and skips keys: only what fits into the first chunk is sorted here.
     */
    private void open() {
        RangeRequest inKeyOrder = request.toBuilder()
                .setSortTarget(SortTarget.KEY)
                .setRevision(at)
                .build();
        range = ranges.open(state, inKeyOrder, session, 0);
        if (range.rowCount() <= FIRST_CHUNK_KEYS && !Selection.isKeyOrder(request)) {
            range = ranges.open(state, request.toBuilder().setRevision(at).build(), session, Long.MAX_VALUE);
        }
        rows = range.rows(session);
        rowsLeft = range.rowCount();
    }

    private RangeResult chunk() {
        var loaded = new ArrayList<byte[]>();
        long bytes = 0;
        while (loaded.size() < chunkKeys && bytes < 2L * targetBytes && rows.next()) {
            byte[] single = rows.record();
            loaded.add(single);
            bytes += single.length + RECORD_FRAME_BYTES;
        }
        rowsLeft -= loaded.size();
        adapt(bytes);
        ended = rowsLeft == 0;
        return new RangeResult(state.revision(), loaded, ended && range.more(), ended ? range.count() : 0);
    }

    private void adapt(long bytes) {
        if (bytes < targetBytes / 2) {
            chunkKeys = Math.min(2 * chunkKeys, Integer.MAX_VALUE);
        } else if (bytes > 2L * targetBytes) {
            chunkKeys = Math.max(1, chunkKeys / 2);
        }
    }
}
