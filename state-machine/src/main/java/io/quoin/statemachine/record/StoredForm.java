package io.quoin.statemachine.record;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A record as the engine holds it: the record, then the CRC32C (4 bytes, big endian) of main (8), sub (4) and the
 * record. So a record that lies in another's place is damage too. Not for use by two threads at once.
 */
public final class StoredForm {
    private static final int PLACE_BYTES = Long.BYTES + Integer.BYTES;
    private static final ValueLayout.OfInt BIG_ENDIAN_INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Bytes that the stored form has more than the record. */
    public static final int CHECKSUM_BYTES = Integer.BYTES;

    private static final int SCRATCH_BYTES_MIN = 1 << 12;

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer place = ByteBuffer.allocate(PLACE_BYTES);
    private byte[] scratch = {};

    /** The stored form; valid until the next call. */
    public MemorySegment encode(long main, int sub, byte[] record) {
        int bytes = record.length + CHECKSUM_BYTES;
        if (scratch.length < bytes) {
            scratch = new byte[Math.max(Math.max(bytes, SCRATCH_BYTES_MIN), 2 * scratch.length)];
        }
        System.arraycopy(record, 0, scratch, 0, record.length);
        MemorySegment stored = MemorySegment.ofArray(scratch).asSlice(0, bytes);
        stored.set(BIG_ENDIAN_INT, record.length, checksum(main, sub, record, 0, record.length));
        return stored;
    }

    /** The record of a stored form, copied; null when its checksum does not hold. */
    public byte[] decode(long main, int sub, MemorySegment stored) {
        long recordBytes = stored.byteSize() - CHECKSUM_BYTES;
        if (recordBytes < 0) {
            return null;
        }
        byte[] record = stored.asSlice(0, recordBytes).toArray(ValueLayout.JAVA_BYTE);
        return stored.get(BIG_ENDIAN_INT, recordBytes) == checksum(main, sub, record, 0, record.length) ? record : null;
    }

    /** As {@link #decode}, but the record is copied to that output; false when its checksum does not hold. */
    boolean copy(long main, int sub, MemorySegment stored, RecordOutput to) {
        int recordBytes = (int) stored.byteSize() - CHECKSUM_BYTES;
        if (recordBytes < 0) {
            return false;
        }
        int start = to.room(recordBytes);
        MemorySegment.copy(stored, ValueLayout.JAVA_BYTE, 0, to.array(), start, recordBytes);
        return stored.get(BIG_ENDIAN_INT, recordBytes) == checksum(main, sub, to.array(), start, recordBytes);
    }

    /** Length of the record in a stored form, which is not copied; -1 when its checksum does not hold. */
    int verifiedBytes(long main, int sub, MemorySegment stored) {
        long recordBytes = stored.byteSize() - CHECKSUM_BYTES;
        if (recordBytes < 0) {
            return -1;
        }
        crc.reset();
        crc.update(place.putLong(0, main).putInt(Long.BYTES, sub).array());
        crc.update(stored.asSlice(0, recordBytes).asByteBuffer());
        return stored.get(BIG_ENDIAN_INT, recordBytes) == (int) crc.getValue() ? (int) recordBytes : -1;
    }

    private int checksum(long main, int sub, byte[] array, int start, int recordBytes) {
        crc.reset();
        crc.update(place.putLong(0, main).putInt(Long.BYTES, sub).array());
        crc.update(array, start, recordBytes);
        return (int) crc.getValue();
    }
}
