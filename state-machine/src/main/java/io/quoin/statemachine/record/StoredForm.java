package io.quoin.statemachine.record;

import io.quoin.consensus.InvariantViolation;
import io.quoin.statemachine.hash.StateHash;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A record as the engine holds it: the record, then {@value #TRAILER_BYTES} bytes, numbers big endian:
 *
 * <table>
 * <caption>What follows the record</caption>
 * <tr><td>8</td><td>hash of its content, 0 for a tombstone</td></tr>
 * <tr><td>4</td><td>CRC32C of the head: main (8), sub (4), the record without its value's bytes, that hash</td></tr>
 * <tr><td>4</td><td>CRC32C of main (8), sub (4) and the record</td></tr>
 * </table>
 *
 * <p>So a record that lies in another's place is damage too, and one whose value alone is damaged still says whose it
 * is and what it contributes to the state: enough for an index, nothing to serve. Not for use by two threads at once.
 */
public final class StoredForm {
    private static final int PLACE_BYTES = Long.BYTES + Integer.BYTES;
    private static final ValueLayout.OfInt BIG_ENDIAN_INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong BIG_ENDIAN_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Bytes that the stored form has more than the record. */
    public static final int TRAILER_BYTES = Long.BYTES + Integer.BYTES + Integer.BYTES;

    private static final int HEAD_CHECKSUM_OFFSET = Long.BYTES;
    private static final int CHECKSUM_OFFSET = Long.BYTES + Integer.BYTES;
    private static final int SCRATCH_BYTES_MIN = 1 << 12;

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer place = ByteBuffer.allocate(PLACE_BYTES);
    private final ByteBuffer hash = ByteBuffer.allocate(Long.BYTES);
    private byte[] scratch = {};

    /** The stored form; valid until the next call. */
    public MemorySegment encode(long main, int sub, byte[] record) {
        int bytes = record.length + TRAILER_BYTES;
        reserve(bytes);
        System.arraycopy(record, 0, scratch, 0, record.length);
        RecordFields fields = RecordCodec.parse(record);
        long contentHash = contentHash(record, fields);
        MemorySegment stored = MemorySegment.ofArray(scratch).asSlice(0, bytes);
        stored.set(BIG_ENDIAN_LONG, record.length, contentHash);
        stored.set(
                BIG_ENDIAN_INT,
                record.length + HEAD_CHECKSUM_OFFSET,
                headChecksum(main, sub, record, fields, contentHash));
        stored.set(BIG_ENDIAN_INT, record.length + CHECKSUM_OFFSET, checksum(main, sub, record, 0, record.length));
        return stored;
    }

    /** The record of a stored form, copied; null when its checksum does not hold. */
    public byte[] decode(long main, int sub, MemorySegment stored) {
        byte[] record = unverified(stored);
        return record != null && storedChecksum(stored) == checksum(main, sub, record, 0, record.length)
                ? record
                : null;
    }

    /**
     * The head of a stored form whose record is sound, in an array that is valid until the next call: a start reads
     * every record.
     *
     * @return null when the record's checksum does not hold
     */
    public RecordHead soundHead(long main, int sub, MemorySegment stored) {
        int recordBytes = (int) stored.byteSize() - TRAILER_BYTES;
        if (recordBytes < 0) {
            return null;
        }
        reserve(recordBytes);
        if (!copy(main, sub, stored, scratch, 0, recordBytes)) {
            return null;
        }
        RecordFields fields = RecordCodec.parse(scratch, recordBytes);
        return new RecordHead(scratch, fields, contentHash(scratch, recordBytes, fields));
    }

    private void reserve(int bytes) {
        if (scratch.length < bytes) {
            scratch = new byte[Math.max(Math.max(bytes, SCRATCH_BYTES_MIN), 2 * scratch.length)];
        }
    }

    /**
     * The head of a stored form whose record is damaged or not.
     *
     * @return null when it cannot be trusted either
     */
    public RecordHead head(long main, int sub, MemorySegment stored) {
        byte[] record = unverified(stored);
        if (record == null) {
            return null;
        }
        RecordFields fields;
        try {
            fields = RecordCodec.parse(record);
        } catch (InvariantViolation lengthsDoNotFit) {
            return null;
        }
        long contentHash = stored.get(BIG_ENDIAN_LONG, record.length);
        int wanted = stored.get(BIG_ENDIAN_INT, record.length + HEAD_CHECKSUM_OFFSET);
        return wanted == headChecksum(main, sub, record, fields, contentHash)
                ? new RecordHead(record, fields, contentHash)
                : null;
    }

    /** As {@link #decode}, but the record is copied to that output; false when its checksum does not hold. */
    boolean copy(long main, int sub, MemorySegment stored, RecordOutput to) {
        int recordBytes = (int) stored.byteSize() - TRAILER_BYTES;
        if (recordBytes < 0) {
            return false;
        }
        int start = to.room(recordBytes);
        return copy(main, sub, stored, to.array(), start, recordBytes);
    }

    private boolean copy(long main, int sub, MemorySegment stored, byte[] array, int start, int recordBytes) {
        MemorySegment.copy(stored, ValueLayout.JAVA_BYTE, 0, array, start, recordBytes);
        return storedChecksum(stored) == checksum(main, sub, array, start, recordBytes);
    }

    /** Length of the record in a stored form, which is not copied; -1 when its checksum does not hold. */
    int verifiedBytes(long main, int sub, MemorySegment stored) {
        long recordBytes = stored.byteSize() - TRAILER_BYTES;
        if (recordBytes < 0) {
            return -1;
        }
        begin(main, sub);
        crc.update(stored.asSlice(0, recordBytes).asByteBuffer());
        return storedChecksum(stored) == (int) crc.getValue() ? (int) recordBytes : -1;
    }

    /** What a record contributes to the state hash, if it is a key's newest. */
    static long contentHash(byte[] record, RecordFields fields) {
        return contentHash(record, record.length, fields);
    }

    private static long contentHash(byte[] array, int recordBytes, RecordFields fields) {
        return fields.isTombstone() ? 0 : StateHash.ofContent(array, recordBytes);
    }

    private static byte[] unverified(MemorySegment stored) {
        long recordBytes = stored.byteSize() - TRAILER_BYTES;
        return recordBytes < 0 ? null : stored.asSlice(0, recordBytes).toArray(ValueLayout.JAVA_BYTE);
    }

    private static int storedChecksum(MemorySegment stored) {
        return stored.get(BIG_ENDIAN_INT, stored.byteSize() - Integer.BYTES);
    }

    private int checksum(long main, int sub, byte[] array, int start, int recordBytes) {
        begin(main, sub);
        crc.update(array, start, recordBytes);
        return (int) crc.getValue();
    }

    private int headChecksum(long main, int sub, byte[] record, RecordFields fields, long contentHash) {
        begin(main, sub);
        crc.update(record, 0, fields.valueOffset());
        int valueEnd = fields.valueOffset() + fields.valueBytes();
        crc.update(record, valueEnd, record.length - valueEnd);
        crc.update(hash.putLong(0, contentHash).array());
        return (int) crc.getValue();
    }

    private void begin(long main, int sub) {
        crc.reset();
        crc.update(place.putLong(0, main).putInt(Long.BYTES, sub).array());
    }
}
