package io.quoin.server.grpc;

import io.quoin.consensus.Invariant;

/**
 * Writes protobuf fields (numbers below 16) into an array of exactly the right length. Responses are written by hand
 * because they carry stored records as they are: no message is built, no record decoded. Sizes are computed first, by
 * the static methods. For one thread.
 */
final class WireWriter {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;
    private static final int TAG_BYTES = 1;

    private final byte[] array;
    private int position;

    WireWriter(int bytes) {
        this.array = new byte[bytes];
    }

    /** The bytes written, all of them. */
    byte[] finish() {
        Invariant.check(position == array.length, "wrote %d of %d bytes", position, array.length);
        return array;
    }

    /** Length of a varint: one to ten bytes; a negative number takes ten. */
    static int varintBytes(long value) {
        return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
    }

    /** Length of a number's field; none for zero, which is not written. */
    static int numberBytes(long value) {
        return value == 0 ? 0 : TAG_BYTES + varintBytes(value);
    }

    /** Length of a field with so many bytes of content, which is written even when empty. */
    static long blockBytes(long contentBytes) {
        return TAG_BYTES + varintBytes(contentBytes) + contentBytes;
    }

    void number(int field, long value) {
        if (value != 0) {
            array[position++] = (byte) (field << 3 | VARINT);
            varint(value);
        }
    }

    void block(int field, byte[] content) {
        blockStart(field, content.length);
        System.arraycopy(content, 0, array, position, content.length);
        position += content.length;
    }

    /** Begins a field whose content of exactly that length is written next. */
    void blockStart(int field, long contentBytes) {
        position = writeBlockStart(array, position, field, contentBytes);
    }

    /** Writes the beginning of such a field into an array; returns where its content begins. */
    static int writeBlockStart(byte[] array, int start, int field, long contentBytes) {
        array[start] = (byte) (field << 3 | LENGTH_DELIMITED);
        return writeVarint(array, start + TAG_BYTES, contentBytes);
    }

    private void varint(long value) {
        position = writeVarint(array, position, value);
    }

    private static int writeVarint(byte[] array, int start, long value) {
        int position = start;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            array[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[position++] = (byte) rest;
        return position;
    }
}
