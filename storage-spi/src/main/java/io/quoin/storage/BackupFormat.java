package io.quoin.storage;

/**
 * The bytes of a backup stream, version 1. All numbers are big-endian.
 *
 * <pre>
 * stream  = block(HEADER) block(ENTRIES)* block(RECORDS)* block(END)
 * block   = kind:1  length:4  payload:length  crc32c:4          the checksum covers kind, length and payload
 * HEADER  = "QUOINBAK"  version:4  checkpoint:48
 * ENTRIES = (table:1  keyLength:4  valueLength:4  key  value)+
 * RECORDS = (main:8  sub:4  length:4  record)+                  strictly ascending over the whole stream
 * END     = entries:8  records:8  crc32c:4                      counts; checksum of all bytes before this block
 * </pre>
 */
final class BackupFormat {
    static final byte HEADER = 1;
    static final byte ENTRIES = 2;
    static final byte RECORDS = 3;
    static final byte END = 4;

    /** "QUOINBAK". */
    static final long MAGIC = 0x51554f494e42414bL;

    static final int VERSION = 1;

    static final int BLOCK_HEAD_BYTES = 1 + Integer.BYTES;
    static final int CRC_BYTES = Integer.BYTES;
    static final int HEADER_BYTES = Long.BYTES + Integer.BYTES + Checkpoint.ENCODED_BYTES;
    static final int ENTRY_HEAD_BYTES = 1 + 2 * Integer.BYTES;
    static final int RECORD_HEAD_BYTES = Long.BYTES + 2 * Integer.BYTES;
    static final int END_BYTES = 2 * Long.BYTES + CRC_BYTES;

    /** A block is written out when its payload has reached this. */
    static final int BLOCK_FILL_BYTES = 256 << 10;

    /** A longer payload cannot have been written: a filled block and one record or entry of the longest kind. */
    static final int PAYLOAD_BYTES_MAX = BLOCK_FILL_BYTES + Batch.RECORD_BYTES_MAX + Table.KEY_BYTES_MAX + 64;

    private BackupFormat() {}
}
