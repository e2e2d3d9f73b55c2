package io.quoin.statemachine.mvcc;

import io.quoin.statemachine.record.RecordReader;
import io.quoin.statemachine.result.OpenRange;
import io.quoin.statemachine.result.Result;

/**
 * A read that may take its time: its keys are chosen, its records are loaded by the holder, and compaction leaves them
 * alone until it is closed. For one thread at a time.
 */
public final class PinnedRead implements AutoCloseable {
    private final Result result;
    private final RecordReader.Session session;
    private final ReadPins.Pin pin;

    PinnedRead(Result result, RecordReader.Session session, ReadPins.Pin pin) {
        this.result = result;
        this.session = session;
        this.pin = pin;
    }

    /**
     * An {@link OpenRange}, a transaction's result made of such, a refusal (compacted, future revision, too much for
     * the order asked for) or damage.
     */
    public Result result() {
        return result;
    }

    /** For the rows' records. It holds an engine view: close it between stretches of work, it may be used again. */
    public RecordReader.Session session() {
        return session;
    }

    @Override
    public void close() {
        session.close();
        pin.close();
    }
}
