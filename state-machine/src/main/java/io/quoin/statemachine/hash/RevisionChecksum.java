package io.quoin.statemachine.hash;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC32C over revisions as etcd's backend holds them: the name of the bucket, then for each revision its key (17 bytes:
 * main, {@code _}, sub, both big endian; a tombstone's has a {@code t} behind) and its record. One thread.
 */
public final class RevisionChecksum {
    private static final byte[] BUCKET = {'k', 'e', 'y'};
    private static final int KEY_BYTES = Long.BYTES + 1 + Long.BYTES;
    private static final int SUB_OFFSET = Long.BYTES + 1;

    private final CRC32C crc = new CRC32C();
    private final byte[] key = new byte[KEY_BYTES + 1];
    private final ByteBuffer keyBuffer = ByteBuffer.wrap(key);

    /** Of no revision. */
    public RevisionChecksum() {
        crc.update(BUCKET);
        key[Long.BYTES] = '_';
        key[KEY_BYTES] = 't';
    }

    /** Adds a revision, whose record is the first bytes of an array; they come in ascending order. */
    public void add(long main, int sub, boolean isTombstone, byte[] array, int recordBytes) {
        keyBuffer.putLong(0, main).putLong(SUB_OFFSET, sub);
        crc.update(key, 0, isTombstone ? KEY_BYTES + 1 : KEY_BYTES);
        crc.update(array, 0, recordBytes);
    }

    /** Adds bytes that are no revision. */
    public void add(byte[] bytes) {
        crc.update(bytes);
    }

    /** The checksum of what was added, unsigned. */
    public int value() {
        return (int) crc.getValue();
    }
}
