package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.wal.BatchEncoder.Content;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchMaskTest {
    private final SplittableRandom random = new SplittableRandom(17);

    private static ByteBuffer image(int bytes) {
        ByteBuffer image = ByteBuffer.allocate(bytes);
        image.putLong(0, -1).putLong(8, -1); // as if there were a header
        return image;
    }

    @Test
    void amongMostlyZerosItLeavesNoSparseSectorAndNothingIsLost() {
        for (int round = 0; round < 500; round++) {
            ByteBuffer original = image((1 + random.nextInt(4)) * Blocks.BLOCK_BYTES);
            for (int bytes = random.nextInt(40); bytes > 0; bytes--) {
                original.put(BatchHeader.BYTES + random.nextInt(4000), (byte) random.nextInt());
            }
            ByteBuffer masked = ByteBuffer.allocate(original.capacity()).put(0, original, 0, original.capacity());

            int seed = BatchMask.apply(masked, masked.capacity(), random.nextInt(-2, 2));

            assertNotEquals(BatchMask.NONE, seed);
            assertFalse(Blocks.hasSparseSector(masked, masked.capacity()));
            assertEquals(original, BatchMask.remove(masked, masked.capacity(), seed));
        }
    }

    @Test
    void aPayloadThatIsTheMaskOfManySeedsFindsAnother() {
        int sectors = 64;
        ByteBuffer hostile = image(sectors * Blocks.SECTOR_BYTES);
        for (int sector = 1; sector < sectors; sector++) {
            ByteBuffer mask = image(hostile.capacity());
            BatchMask.apply(mask, mask.capacity(), sector); // zeros combined with a mask are the mask
            int from = sector * Blocks.SECTOR_BYTES;
            hostile.put(from, mask, from, Blocks.SECTOR_BYTES);
        }

        int seed = BatchMask.apply(hostile, hostile.capacity(), 1);

        assertEquals(sectors, seed, "each of the 63 seeds before it leaves a sector of zeros");
        assertFalse(Blocks.hasSparseSector(hostile, hostile.capacity()));
    }

    @Test
    void onlyABatchThatNeedsItIsMasked() {
        assertEquals(BatchMask.NONE, encoded(new byte[100]).header().maskSeed(), "padding fills the other sectors");
        byte[] noise = new byte[3000];
        random.nextBytes(noise);
        assertEquals(BatchMask.NONE, encoded(noise).header().maskSeed());

        BatchEncoder.Image zeros = encoded(new byte[3000]);
        assertNotEquals(BatchMask.NONE, zeros.header().maskSeed());
        assertTrue(zeros.header().fits(zeros.bytes()));
        assertFalse(Blocks.hasSparseSector(zeros.bytes(), zeros.header().imageBytes()));
        assertNotSame(zeros.bytes(), zeros.header().readable(zeros.bytes()));
        BatchEncoder.Image plain = encoded(noise);
        assertSame(plain.bytes(), plain.header().readable(plain.bytes()));
    }

    private static BatchEncoder.Image encoded(byte[] data) {
        Content content = new Content(BatchKind.RECORDS, null, 0, List.of(new Entry(5, 2, EntryType.COMMAND, data)));
        return new BatchEncoder(Blocks.BLOCK_BYTES).encode(content, 9, 5, 2, 0);
    }
}
