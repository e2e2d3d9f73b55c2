package io.quoin.consensus.wal;

import java.nio.ByteBuffer;

/**
 * The first block of a segment: magic, version, cluster, member, first sequence, first index, padding, CRC32C of all.
 * It
 * is durable before the file gets the name of a segment, so a damaged one is always damage.
 */
record SegmentHeader(int version, WalIdentity identity, SegmentName name) {
    static final int VERSION = 2;

    private static final int MAGIC = 0x51574C53; // "QWLS"

    static ByteBuffer encode(WalIdentity identity, SegmentName name) {
        ByteBuffer block = ByteBuffer.allocate(Blocks.BLOCK_BYTES);
        block.putInt(MAGIC).putInt(VERSION).putLong(identity.clusterId()).putLong(identity.memberId());
        block.putLong(name.firstSequence()).putLong(name.firstIndex());
        Blocks.seal(block);
        return block;
    }

    /** The header in the first block, or null when it is damaged. */
    static SegmentHeader decode(ByteBuffer block) {
        if (block.getInt(0) != MAGIC || !Blocks.isSealed(block)) {
            return null;
        }
        return new SegmentHeader(
                block.getInt(4),
                new WalIdentity(block.getLong(8), block.getLong(16)),
                new SegmentName(block.getLong(24), block.getLong(32)));
    }
}
