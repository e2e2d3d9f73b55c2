package io.quoin.consensus.wal;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.raft.HardState;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The payload of a batch: {@code [term, vote, commit]} when the header says so, then {@code term (8), type (1),
 * length (4),
 * data} for each entry. Reading is done on verified bytes only; a payload that does not parse all the same
 * contradicts its
 * checksum.
 */
final class BatchPayload {
    static final int HARD_STATE_BYTES = 3 * Long.BYTES;
    static final int ENTRY_HEADER_BYTES = Long.BYTES + 1 + Integer.BYTES;

    private BatchPayload() {}

    static long bytes(boolean hardState, List<Entry> entries) {
        long bytes = hardState ? HARD_STATE_BYTES : 0;
        for (int i = 0; i < entries.size(); i++) {
            bytes += ENTRY_HEADER_BYTES + entries.get(i).data().length;
        }
        return bytes;
    }

    /** Writes at the buffer's position. */
    static void write(ByteBuffer image, HardState hardState, List<Entry> entries) {
        if (hardState != null) {
            image.putLong(hardState.term()).putLong(hardState.vote()).putLong(hardState.commit());
        }
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            image.putLong(entry.term()).put(entry.type().code()).putInt(entry.data().length);
            image.put(entry.data());
        }
    }

    /** The hard state of a verified batch, or null when it has none. */
    static HardState hardState(BatchHeader header, ByteBuffer image) {
        if (!header.has(BatchHeader.HARD_STATE)) {
            return null;
        }
        int at = BatchHeader.BYTES;
        long term = image.getLong(at);
        long commit = image.getLong(at + 2 * Long.BYTES);
        require(term >= 0 && commit >= 0, "a negative term or commit index");
        return new HardState(term, image.getLong(at + Long.BYTES), commit);
    }

    /** Gives each entry of a verified batch to the sink, in order, until it has enough. */
    static void forEach(BatchHeader header, ByteBuffer image, Sink sink) {
        int at = BatchHeader.BYTES + (header.has(BatchHeader.HARD_STATE) ? HARD_STATE_BYTES : 0);
        int end = BatchHeader.BYTES + header.payloadBytes();
        for (int i = 0; i < header.entryCount(); i++) {
            require(at + ENTRY_HEADER_BYTES <= end, "fewer entries than announced");
            long term = image.getLong(at);
            int length = image.getInt(at + Long.BYTES + 1);
            EntryType type = EntryType.ofCode(image.get(at + Long.BYTES));
            at += ENTRY_HEADER_BYTES;
            require(term > 0 && type != null, "an entry without term or of unknown type");
            require(length >= 0 && length <= end - at, "an entry longer than its batch");
            if (!sink.entry(header.firstIndex() + i, term, type, at, length)) {
                return;
            }
            at += length;
        }
        require(at == end, "more bytes than its entries need");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new MalformedException(otherwise);
        }
    }

    /** Takes one entry, whose data lie at {@code offset} of the image. */
    interface Sink {
        /** Returns false when no more entries are wanted. */
        boolean entry(long index, long term, EntryType type, int offset, int length);
    }

    /** Verified bytes that are no payload: the writer was wrong, or a newer version. */
    static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }
}
