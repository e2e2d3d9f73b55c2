package io.quoin.consensus.wal;

import io.quoin.consensus.Invariant;

/**
 * Sizes of the log, in bytes; all are multiples of 4096.
 *
 * @param segmentBytes size of a segment file, its 4096-byte header included; a larger batch gets a segment of its own
 * size
 * @param growthSliceBytes zeros written at once when a segment that was not prepared ahead grows
 * @param bufferBytes the one buffer kept for encoding; a larger batch takes a temporary one
 */
public record WalOptions(int segmentBytes, int growthSliceBytes, int bufferBytes) {
    /** 64 MiB segments, 1 MiB slices, a 4 MiB buffer. */
    public static final WalOptions DEFAULT = new WalOptions(64 << 20, 1 << 20, 4 << 20);

    public WalOptions {
        Invariant.check(
                segmentBytes >= 8192 && growthSliceBytes >= 4096 && bufferBytes >= 4096,
                "log sizes too small: segment %d, slice %d, buffer %d",
                segmentBytes,
                growthSliceBytes,
                bufferBytes);
        Invariant.check(
                (segmentBytes | growthSliceBytes | bufferBytes) % 4096 == 0,
                "log sizes not in blocks: segment %d, slice %d, buffer %d",
                segmentBytes,
                growthSliceBytes,
                bufferBytes);
    }
}
