package io.quoin.statemachine.record;

import io.quoin.consensus.Invariant;
import java.nio.ByteBuffer;

/**
 * Writes and reads records: {@code mvccpb.KeyValue} exactly as etcd marshals it. Fields ascend (key 1, create revision
 * 2, mod revision 3, version 4, value 5, lease 6) and zero or empty ones are left out; a tombstone has only its key.
 * So the hash that etcd computes over a history comes out the same here. Stateless; any thread.
 */
public final class RecordCodec {
    private static final int KEY_TAG = 1 << 3 | 2;
    private static final int CREATE_REVISION_TAG = 2 << 3;
    private static final int MOD_REVISION_TAG = 3 << 3;
    private static final int VERSION_TAG = 4 << 3;
    private static final int VALUE_TAG = 5 << 3 | 2;
    private static final int LEASE_TAG = 6 << 3;
    private static final int VARINT_BYTES_MAX = 10;

    private RecordCodec() {}

    /**
     * The record of a put.
     *
     * @param value its remaining bytes; the buffer's position is left alone
     */
    public static byte[] encode(
            byte[] key, long createRevision, long modRevision, long version, ByteBuffer value, long lease) {
        int valueBytes = value.remaining();
        int bytes = keyOnlyBytes(key, createRevision, modRevision, version)
                + lengthDelimitedBytes(valueBytes)
                + numberBytes(lease);
        byte[] record = new byte[bytes];
        int position = writeKeyOnly(record, 0, key, createRevision, modRevision, version);
        if (valueBytes > 0) {
            record[position++] = VALUE_TAG;
            position = writeVarint(record, position, valueBytes);
            value.get(value.position(), record, position, valueBytes);
            position += valueBytes;
        }
        position = writeNumber(record, position, LEASE_TAG, lease);
        Invariant.check(position == bytes, "record of %d bytes, counted %d", position, bytes);
        return record;
    }

    /** The record of a put without value and lease: what a keys-only read answers from the index. */
    public static byte[] encodeKeyOnly(byte[] key, long createRevision, long modRevision, long version) {
        byte[] record = new byte[keyOnlyBytes(key, createRevision, modRevision, version)];
        writeKeyOnly(record, 0, key, createRevision, modRevision, version);
        return record;
    }

    /** Length of what {@link #encodeKeyOnly} returns. */
    public static int keyOnlyBytes(byte[] key, long createRevision, long modRevision, long version) {
        return lengthDelimitedBytes(key.length)
                + numberBytes(createRevision)
                + numberBytes(modRevision)
                + numberBytes(version);
    }

    /** Writes what {@link #encodeKeyOnly} returns into an array from that position on; returns where it ends. */
    public static int writeKeyOnly(
            byte[] array, int start, byte[] key, long createRevision, long modRevision, long version) {
        int position = writeKey(array, start, key);
        position = writeNumber(array, position, CREATE_REVISION_TAG, createRevision);
        position = writeNumber(array, position, MOD_REVISION_TAG, modRevision);
        return writeNumber(array, position, VERSION_TAG, version);
    }

    /** The record of a deletion. */
    public static byte[] encodeTombstone(byte[] key) {
        byte[] record = new byte[lengthDelimitedBytes(key.length)];
        writeKey(record, 0, key);
        return record;
    }

    /** The same record without its value. */
    public static byte[] withoutValue(byte[] record) {
        RecordFields fields = parse(record);
        return encode(
                key(record, fields),
                fields.createRevision(),
                fields.modRevision(),
                fields.version(),
                ByteBuffer.allocate(0),
                fields.lease());
    }

    /** The key, copied. */
    public static byte[] key(byte[] record, RecordFields fields) {
        byte[] key = new byte[fields.keyBytes()];
        System.arraycopy(record, fields.keyOffset(), key, 0, key.length);
        return key;
    }

    /** The value, not copied. */
    public static ByteBuffer value(byte[] record, RecordFields fields) {
        return ByteBuffer.wrap(record, fields.valueOffset(), fields.valueBytes());
    }

    /** Finds the fields. The record's checksum held, so bytes that are no record are a broken invariant. */
    public static RecordFields parse(byte[] record) {
        return parse(record, record.length);
    }

    /** As {@link #parse(byte[])}, for a record that is the first bytes of an array. */
    public static RecordFields parse(byte[] array, int recordBytes) {
        var reader = new Reader(array, recordBytes);
        int keyBytes = reader.lengthAfter(KEY_TAG);
        int keyOffset = reader.skip(keyBytes);
        long createRevision = reader.numberAfter(CREATE_REVISION_TAG);
        long modRevision = reader.numberAfter(MOD_REVISION_TAG);
        long version = reader.numberAfter(VERSION_TAG);
        int valueBytes = reader.lengthAfter(VALUE_TAG);
        int valueOffset = reader.skip(valueBytes);
        long lease = reader.numberAfter(LEASE_TAG);
        Invariant.check(reader.position == recordBytes, "record ends at %d of %d", reader.position, recordBytes);
        return new RecordFields(
                keyOffset, keyBytes, createRevision, modRevision, version, valueOffset, valueBytes, lease);
    }

    private static int writeKey(byte[] record, int start, byte[] key) {
        if (key.length == 0) {
            return start;
        }
        record[start] = KEY_TAG;
        int position = writeVarint(record, start + 1, key.length);
        System.arraycopy(key, 0, record, position, key.length);
        return position + key.length;
    }

    private static int writeNumber(byte[] record, int position, int tag, long number) {
        if (number == 0) {
            return position;
        }
        record[position] = (byte) tag;
        return writeVarint(record, position + 1, number);
    }

    private static int writeVarint(byte[] record, int start, long number) {
        int position = start;
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            record[position++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        record[position] = (byte) rest;
        return position + 1;
    }

    private static int numberBytes(long number) {
        return number == 0 ? 0 : 1 + varintBytes(number);
    }

    private static int lengthDelimitedBytes(int length) {
        return length == 0 ? 0 : 1 + varintBytes(length) + length;
    }

    private static int varintBytes(long number) {
        return (Long.SIZE - Long.numberOfLeadingZeros(number | 1) + 6) / 7;
    }

    /** Reads the fields in order; one that is left out reads as zero. */
    private static final class Reader {
        private final byte[] record;
        private final int end;
        private int position;

        Reader(byte[] record, int end) {
            this.record = record;
            this.end = end;
        }

        int lengthAfter(int tag) {
            long length = numberAfter(tag);
            Invariant.check(length >= 0 && length <= end - position, "record has a field of %d bytes", length);
            return (int) length;
        }

        /** Steps over so many bytes and says where they began. */
        int skip(int bytes) {
            int start = position;
            position += bytes;
            return start;
        }

        long numberAfter(int tag) {
            if (position == end || record[position] != tag) {
                return 0;
            }
            position++;
            long number = 0;
            for (int i = 0; i < VARINT_BYTES_MAX; i++) {
                Invariant.check(position < end, "record of %d bytes ends in a number", end);
                byte next = record[position++];
                number |= (long) (next & 0x7F) << 7 * i;
                if (next >= 0) {
                    return number;
                }
            }
            Invariant.check(false, "record has a number of more than %d bytes", VARINT_BYTES_MAX);
            return 0;
        }
    }
}
