package io.quoin.consensus.wal;

import java.nio.ByteBuffer;

/**
 * Lets no finished batch have a sector of zeros, or of nearly nothing but zeros, whatever its payload is: such a sector
 * must mean that it was never written. A body that would have one is combined, word by word, with a mask that follows
 * from a seed, and the seed is kept in the header.
 *
 * <p>There is always a seed that serves. The masks of two seeds differ in every word, so that one sector spoils at most
 * one seed, and a body has far fewer sectors than there are seeds. Where the search begins is not for a client to
 * choose, so that nobody can write values that spoil one seed after the other.
 */
final class BatchMask {
    /** The seed of a body that is stored as it is. */
    static final int NONE = 0;

    private BatchMask() {}

    /**
     * Masks the body of an image that has a sparse sector, in place.
     *
     * @param begin where the search for a seed begins
     * @return the seed, never {@link #NONE}
     */
    static int apply(ByteBuffer image, int imageBytes, int begin) {
        for (int seed = begin; ; seed++) {
            if (seed != NONE) {
                combine(image, imageBytes, seed);
                if (!Blocks.hasSparseSector(image, imageBytes)) {
                    return seed;
                }
                combine(image, imageBytes, seed);
            }
        }
    }

    /** The image with its body as it was before {@link #apply}; the same buffer when it was not masked, else a copy. */
    static ByteBuffer remove(ByteBuffer image, int imageBytes, int seed) {
        if (seed == NONE) {
            return image;
        }
        ByteBuffer copy = ByteBuffer.allocate(imageBytes).put(0, image, 0, imageBytes);
        combine(copy, imageBytes, seed);
        return copy;
    }

    private static void combine(ByteBuffer image, int imageBytes, int seed) {
        for (int at = BatchHeader.BYTES; at < imageBytes; at += Long.BYTES) {
            image.putLong(at, image.getLong(at) ^ word(seed, at));
        }
    }

    /** One-to-one in (seed, offset): the finalizer of SplitMix64. */
    private static long word(int seed, int at) {
        long mixed = (long) seed << Integer.SIZE | at;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
