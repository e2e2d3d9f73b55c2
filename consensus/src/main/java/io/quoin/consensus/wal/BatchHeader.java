package io.quoin.consensus.wal;

import java.nio.ByteBuffer;

/**
 * The first 80 bytes of a batch. Behind it lies the payload, then padding up to the next block; both together are the
 * body, which {@code bodyCrc} covers as it is stored, masked or not.
 *
 * <pre>
 *  0 magic            4 version (2)      6 kind (1)   7 flags (1)
 *  8 sequence        16 durableSequence 24 truncateFrom
 * 32 firstIndex      40 firstTerm       48 previousTerm
 * 56 entryCount (4)  60 payloadBytes (4)
 * 64 previousCrc (4) 68 bodyCrc (4)     72 maskSeed (4)  76 headerCrc (4), over bytes 0 to 75
 * </pre>
 *
 * @param kind what the batch is for; null when a newer version wrote it
 * @param flags {@link #HARD_STATE}, or 0
 * @param sequence the log's own count of batches, without gap
 * @param durableSequence newest batch that was durable when this one was written
 * @param truncateFrom entries from here on, written by earlier batches, are void; 0 when none are
 * @param firstIndex index of the first entry; without entries, one above the last entry of the log
 * @param firstTerm term of the first entry; 0 without entries
 * @param previousTerm term of the entry before {@code firstIndex}
 * @param entryCount number of entries
 * @param payloadBytes bytes of hard state and entries
 * @param previousCrc {@code headerCrc} of the batch before; chains the batches
 * @param bodyCrc CRC32C of everything behind the header
 * @param maskSeed what the body is masked with, see {@link BatchMask}
 * @param headerCrc CRC32C of the header, and so a digest of the whole batch
 */
record BatchHeader(
        BatchKind kind,
        int flags,
        long sequence,
        long durableSequence,
        long truncateFrom,
        long firstIndex,
        long firstTerm,
        long previousTerm,
        int entryCount,
        int payloadBytes,
        int previousCrc,
        int bodyCrc,
        int maskSeed,
        int headerCrc) {
    static final int BYTES = 80;
    static final short VERSION = 2;

    /** Flag: the payload begins with a hard state. */
    static final int HARD_STATE = 1;

    /** Largest payload that is ever written; far beyond what a batch should be. */
    static final int PAYLOAD_BYTES_MAX = 1 << 30;

    private static final int MAGIC = 0x51424154; // "QBAT"
    private static final int HEADER_CRC_OFFSET = 76;

    /** Bytes of a batch on disk. */
    static long imageBytes(long payloadBytes) {
        return Blocks.roundUp(BYTES + payloadBytes);
    }

    int imageBytes() {
        return (int) imageBytes(payloadBytes);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    long lastIndex() {
        return firstIndex + entryCount - 1;
    }

    /** Writes the header at the start of the buffer; the checksum of the header is computed here. */
    BatchHeader write(ByteBuffer image) {
        image.putInt(0, MAGIC)
                .putShort(4, VERSION)
                .put(6, kind.code())
                .put(7, (byte) flags)
                .putLong(8, sequence)
                .putLong(16, durableSequence)
                .putLong(24, truncateFrom)
                .putLong(32, firstIndex)
                .putLong(40, firstTerm)
                .putLong(48, previousTerm)
                .putInt(56, entryCount)
                .putInt(60, payloadBytes)
                .putInt(64, previousCrc)
                .putInt(68, bodyCrc)
                .putInt(72, maskSeed);
        int crc = Blocks.crc(image, 0, HEADER_CRC_OFFSET);
        image.putInt(HEADER_CRC_OFFSET, crc);
        return read(image);
    }

    /** The header at the start of the buffer, or null when there is none or it is damaged. */
    static BatchHeader read(ByteBuffer image) {
        int crc = image.getInt(HEADER_CRC_OFFSET);
        if (image.getInt(0) != MAGIC || crc != Blocks.crc(image, 0, HEADER_CRC_OFFSET)) {
            return null;
        }
        BatchKind kind = image.getShort(4) == VERSION ? BatchKind.ofCode(image.get(6)) : null;
        return new BatchHeader(
                kind,
                image.get(7),
                image.getLong(8),
                image.getLong(16),
                image.getLong(24),
                image.getLong(32),
                image.getLong(40),
                image.getLong(48),
                image.getInt(56),
                image.getInt(60),
                image.getInt(64),
                image.getInt(68),
                image.getInt(72),
                crc);
    }

    /** Whether the body in the buffer, which holds the whole image, is what was written. */
    boolean fits(ByteBuffer image) {
        return bodyCrc == Blocks.crc(image, BYTES, imageBytes());
    }

    /** The image with a body that can be read, once it {@link #fits}; the same buffer or a copy. */
    ByteBuffer readable(ByteBuffer image) {
        return BatchMask.remove(image, imageBytes(), maskSeed);
    }
}
