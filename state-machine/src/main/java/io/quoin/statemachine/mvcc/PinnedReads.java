package io.quoin.statemachine.mvcc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.statemachine.record.DamagedRecordException;
import io.quoin.statemachine.record.RecordReader;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import io.quoin.storage.EngineBusyException;
import java.util.function.Supplier;

/**
 * Opens reads that are too large to be answered at a stroke. Each is made on the newest state, whose revision (or the
 * older one asked for) is pinned first. Any thread.
 */
public final class PinnedReads {
    private final RecordReader records;
    private final RangeReader ranges;
    private final ReadTxn transactions;
    private final Supplier<? extends StateView> newest;
    private final ReadPins pins;

    /** Reads the newest state that the supplier gives, pinned there. */
    public PinnedReads(
            RecordReader records,
            RangeReader ranges,
            ReadTxn transactions,
            Supplier<? extends StateView> newest,
            ReadPins pins) {
        this.records = records;
        this.ranges = ranges;
        this.transactions = transactions;
        this.newest = newest;
        this.pins = pins;
    }

    /**
     * Opens a range.
     *
     * @param recordBytesMax how many bytes of records may be in memory at a time to sort by value; a range that needs
     *     more is refused
     * @throws EngineBusyException when the engine has no view to give: nothing was read
     */
    public PinnedRead range(RangeRequest request, long recordBytesMax) {
        return open(state -> RangeReader.revision(state, request), (state, session) -> {
            EtcdError refusal = RangeReader.refusal(state, request.getRevision());
            return refusal != null
                    ? new Refused(refusal)
                    : orTooLarge(ranges.open(state, request, session, recordBytesMax));
        });
    }

    /** Opens a transaction of ranges, as {@link #range} does a range. */
    public PinnedRead txn(TxnRequest request, long recordBytesMax) {
        return open(
                state -> ReadTxn.oldestRevision(state, request),
                (state, session) -> orTooLarge(transactions.open(state, request, session, recordBytesMax)));
    }

    private static Result orTooLarge(Result opened) {
        return opened == null ? new Refused(EtcdError.REQUEST_TOO_MANY_REQUESTS) : opened;
    }

    private PinnedRead open(LongOfState oldestRevision, Opening opening) {
        while (true) {
            StateView state = newest.get();
            // A revision that is refused is not pinned: whatever stands at the newest one cannot pass away.
            long revision = Math.min(oldestRevision.of(state), state.revision());
            boolean refused = revision < state.compactedRevision();
            ReadPins.Pin pin = pins.pin(refused ? state.revision() : revision);
            if (pin == null) {
                continue; // compaction went on since the state was taken: the next one knows
            }
            try {
                var session = records.open();
                try {
                    return new PinnedRead(opening.open(state, session), session, pin);
                } catch (DamagedRecordException e) {
                    return new PinnedRead(Damaged.of(records.met(e)), session, pin);
                }
            } catch (RuntimeException e) {
                pin.close();
                throw e;
            }
        }
    }

    /** A revision of a state. */
    private interface LongOfState {
        long of(StateView state);
    }

    private interface Opening {
        Result open(StateView state, RecordReader.Session session);
    }
}
