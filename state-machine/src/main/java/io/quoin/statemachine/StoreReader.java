package io.quoin.statemachine;

import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.statemachine.mvcc.PinnedReads;
import io.quoin.statemachine.mvcc.RangeChunks;
import io.quoin.statemachine.mvcc.RangeReader;
import io.quoin.statemachine.mvcc.ReadPins;
import io.quoin.statemachine.mvcc.ReadTxn;
import io.quoin.statemachine.record.RecordReader;
import io.quoin.statemachine.result.Result;
import io.quoin.statemachine.result.TxnResult;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Answers reads from published states. Any thread, no lock; page faults of the engine's mapped file are the only wait.
 * A read that needs more than its caller may do at once is seen by {@link #keysTouched} beforehand.
 *
 * <p>{@code io.quoin.storage.EngineBusyException} passes through when too many views are open: nothing was read.
 */
public final class StoreReader {
    private final RangeReader ranges;
    private final ReadTxn transactions;
    private final LongAdder rangesRead = new LongAdder();
    private final LongAdder transactionsRead = new LongAdder();
    private final PinnedReads pinned;
    private final RecordReader records;
    private final Supplier<AppliedState> newest;

    StoreReader(RecordReader records, Supplier<AppliedState> newest, ReadPins pins) {
        this.records = records;
        this.newest = newest;
        this.ranges = new RangeReader(records, newest);
        this.transactions = new ReadTxn(records, ranges, newest);
        this.pinned = new PinnedReads(records, ranges, transactions, newest, pins);
    }

    /** A {@code RangeResult}, {@code Refused} (compacted, future revision) or {@code Damaged}. */
    public Result range(AppliedState state, RangeRequest request) {
        rangesRead.increment();
        return ranges.range(state, request);
    }

    /**
     * Executes a transaction whose operations are ranges only, without the log: a {@code TxnResult}, {@code Refused} or
     * {@code Damaged}.
     */
    public Result txn(AppliedState state, TxnRequest request) {
        Result result = transactions.execute(state, request);
        if (result instanceof TxnResult txn) {
            count(txn.responses().size());
        }
        return result;
    }

    private void count(int ranges) {
        rangesRead.add(ranges);
        if (ranges > 1) {
            transactionsRead.increment();
        }
    }

    /** Transactions of more than one range executed here since the process started. */
    public long transactionsRead() {
        return transactionsRead.sum();
    }

    /** Ranges read here since the process started, those of transactions included. */
    public long rangesRead() {
        return rangesRead.sum();
    }

    /** Opens reads that are too large to be answered at a stroke. */
    public PinnedReads pinned() {
        return pinned;
    }

    /**
     * The chunks of a streamed range, all of that state.
     *
     * @param targetBytes etcd's {@code --max-request-bytes}
     */
    public RangeChunks chunks(AppliedState state, RangeRequest request, int targetBytes) {
        return new RangeChunks(ranges, records, newest, state, request, targetBytes);
    }

    /** About how many keys a range touches; O(log n). */
    public static long keysTouched(AppliedState state, RangeRequest request) {
        return RangeReader.keysTouched(state, request);
    }
}
