package io.quoin.consensus.wal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Blocks and sectors, the units of everything on disk. A block is the unit of alignment, so that no write ever touches
 * durable bytes; a sector is the unit in which a write that a crash interrupts is there or not.
 *
 * <p>What is unused in a block is filled with a pattern without a zero byte: a sector that reads as zeros was never
 * written. What a payload could do against that, {@link BatchMask} undoes. All numbers on disk are big-endian.
 */
final class Blocks {
    static final int BLOCK_BYTES = 4096;
    static final int SECTOR_BYTES = 512;

    /** The ASCII text {@code Padding!}. */
    private static final long PADDING = 0x50616464696E6721L;

    private static final int SEAL_OFFSET = BLOCK_BYTES - Integer.BYTES;

    private Blocks() {}

    static long roundUp(long bytes) {
        return (bytes + BLOCK_BYTES - 1) & -BLOCK_BYTES;
    }

    static long roundDown(long bytes) {
        return bytes & -BLOCK_BYTES;
    }

    /** Fills {@code [from, to)} with the pattern, whose phase is that of the absolute offset. */
    static void pad(ByteBuffer buffer, int from, int to) {
        int at = from;
        for (; at < to && at % Long.BYTES != 0; at++) {
            buffer.put(at, paddingByte(at));
        }
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            buffer.putLong(at, PADDING);
        }
        for (; at < to; at++) {
            buffer.put(at, paddingByte(at));
        }
    }

    private static byte paddingByte(int at) {
        return (byte) (PADDING >>> (56 - 8 * (at % Long.BYTES)));
    }

    /** Whether {@code [from, to)} holds zeros only. */
    static boolean isZero(ByteBuffer buffer, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            if (buffer.getLong(at) != 0) {
                return false;
            }
        }
        for (; at < to; at++) {
            if (buffer.get(at) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of the sectors of {@code [0, bytes)} holds zeros only. */
    static boolean hasZeroSector(ByteBuffer buffer, int bytes) {
        for (int sector = 0; sector < bytes; sector += SECTOR_BYTES) {
            if (nonZeroLongs(buffer, sector, 1) == 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether one of the sectors of {@code [0, bytes)} holds zeros only, or would after damage of one aligned 8-byte
     * word: such a sector, damaged, could pass for one that was never written. Looks at two words of a usual sector.
     */
    static boolean hasSparseSector(ByteBuffer buffer, int bytes) {
        for (int sector = 0; sector < bytes; sector += SECTOR_BYTES) {
            if (nonZeroLongs(buffer, sector, 2) < 2) {
                return true;
            }
        }
        return false;
    }

    private static int nonZeroLongs(ByteBuffer buffer, int sector, int enough) {
        int found = 0;
        for (int at = sector; at < sector + SECTOR_BYTES && found < enough; at += Long.BYTES) {
            if (buffer.getLong(at) != 0) {
                found++;
            }
        }
        return found;
    }

    /** Pads a block behind the buffer's position and closes it with a checksum over all of it; ready to be written. */
    static void seal(ByteBuffer block) {
        pad(block, block.position(), SEAL_OFFSET);
        block.putInt(SEAL_OFFSET, crc(block, 0, SEAL_OFFSET));
        block.position(0).limit(BLOCK_BYTES);
    }

    /** Whether the block's bytes are those that {@link #seal} left. */
    static boolean isSealed(ByteBuffer block) {
        return block.getInt(SEAL_OFFSET) == crc(block, 0, SEAL_OFFSET);
    }

    static int crc(ByteBuffer buffer, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().position(0).limit(to).position(from));
        return (int) crc.getValue();
    }
}
