package io.quoin.consensus.wal;

/** What a batch is for. The stored form is {@link #code()}. */
public enum BatchKind {
    /** Hard state, truncation and entries of one {@link io.quoin.consensus.raft.PersistBatch}. */
    RECORDS(1),
    /** Nothing: it proves that the batch before it was durable. */
    IDLE(2),
    /** As {@link #IDLE}, and the log was closed behind it. */
    CLOSE(3);

    private final byte code;

    BatchKind(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    /** The kind of a stored code, or null for one that this version does not know. */
    static BatchKind ofCode(byte code) {
        return switch (code) {
            case 1 -> RECORDS;
            case 2 -> IDLE;
            case 3 -> CLOSE;
            default -> null;
        };
    }
}
