package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BlocksTest {
    private final SplittableRandom random = new SplittableRandom(61);

    @Test
    void paddingHasNoZeroByteAndTouchesNothingElse() {
        for (int from = 0; from < 20; from++) {
            for (int to = from; to < 40; to++) {
                ByteBuffer buffer = ByteBuffer.allocate(40);
                Blocks.pad(buffer, from, to);
                for (int at = 0; at < 40; at++) {
                    boolean padded = at >= from && at < to;
                    assertEquals(padded, buffer.get(at) != 0, "byte " + at + " of " + from + " to " + to);
                    assertEquals(padded ? (byte) "Padding!".charAt(at % 8) : 0, buffer.get(at));
                }
            }
        }
    }

    @Test
    void zeroAndSparseSectorsAreFoundAsAByteByByteSearchFindsThem() {
        int sparse = 0;
        for (int round = 0; round < 2000; round++) {
            ByteBuffer buffer = ByteBuffer.allocate(4 * Blocks.SECTOR_BYTES);
            for (int bytes = random.nextInt(30); bytes > 0; bytes--) {
                buffer.put(random.nextInt(buffer.capacity()), (byte) 1);
            }
            assertEquals(fewestWords(buffer) == 0, Blocks.hasZeroSector(buffer, buffer.capacity()));
            assertEquals(fewestWords(buffer) < 2, Blocks.hasSparseSector(buffer, buffer.capacity()));
            sparse += fewestWords(buffer) < 2 ? 1 : 0;
        }
        assertNotEquals(0, sparse);
        assertNotEquals(2000, sparse);
    }

    /** The least number of 8-byte words with a bit set that any sector has. */
    private static int fewestWords(ByteBuffer buffer) {
        int fewest = Integer.MAX_VALUE;
        for (int sector = 0; sector < buffer.capacity(); sector += Blocks.SECTOR_BYTES) {
            int words = 0;
            for (int word = sector; word < sector + Blocks.SECTOR_BYTES; word += 8) {
                int bits = 0;
                for (int at = word; at < word + 8; at++) {
                    bits |= buffer.get(at);
                }
                words += bits != 0 ? 1 : 0;
            }
            fewest = Math.min(fewest, words);
        }
        return fewest;
    }

    @Test
    void aSealedBlockShowsEveryChangedByte() {
        ByteBuffer block = ByteBuffer.allocate(Blocks.BLOCK_BYTES);
        block.putLong(42);
        Blocks.seal(block);
        for (int at = 0; at < Blocks.BLOCK_BYTES; at++) {
            block.put(at, (byte) (block.get(at) ^ 0x10));
            assertEquals(false, Blocks.isSealed(block), "byte " + at);
            block.put(at, (byte) (block.get(at) ^ 0x10));
        }
        assertEquals(true, Blocks.isSealed(block));
    }

    @Test
    void onlyTheExactNameOfASegmentIsOne() {
        SegmentName name = new SegmentName(0x1234, -1);
        assertEquals("0000000000001234-ffffffffffffffff.wal", name.file());
        assertEquals(name, SegmentName.parse(name.file()));
        for (String other : new String[] {
            "0000000000001234-FFFFFFFFFFFFFFFF.wal",
            "+000000000001234-ffffffffffffffff.wal",
            "next.tmp",
            "1-1.wal",
            "0000000000001234_ffffffffffffffff.wal",
            "0000000000001234-fffffffffffffffg.wal"
        }) {
            assertNull(SegmentName.parse(other), other);
        }
    }
}
