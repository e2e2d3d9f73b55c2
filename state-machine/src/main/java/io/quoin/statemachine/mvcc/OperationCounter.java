package io.quoin.statemachine.mvcc;

/** Counts operations as they are applied. Node thread. */
public final class OperationCounter {
    private long puts;
    private long putBytes;
    private long deletes;
    private long ranges;
    private long transactions;
    private int ofThisCommand;

    void put(int bytes) {
        puts++;
        putBytes += bytes;
        ofThisCommand++;
    }

    void delete() {
        deletes++;
        ofThisCommand++;
    }

    void range() {
        ranges++;
        ofThisCommand++;
    }

    void endCommand() {
        if (ofThisCommand > 1) {
            transactions++;
        }
        ofThisCommand = 0;
    }

    /** All so far. */
    public OperationTotals totals() {
        return new OperationTotals(puts, putBytes, deletes, ranges, transactions);
    }
}
