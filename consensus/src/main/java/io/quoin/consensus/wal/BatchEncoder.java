package io.quoin.consensus.wal;

import io.quoin.consensus.Entry;
import io.quoin.consensus.Invariant;
import io.quoin.consensus.raft.HardState;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Turns batches into the bytes that are written at once. Keeps one direct buffer; a batch that does not fit takes a
 * temporary one. Used by one thread; an image is valid until the next call.
 */
final class BatchEncoder {
    private final ByteBuffer kept;

    BatchEncoder(int bufferBytes) {
        kept = ByteBuffer.allocateDirect(bufferBytes);
    }

    /**
     * What a batch is made of, besides its entries and place in the chain.
     *
     * @param hardState null when the batch carries none
     */
    record Content(BatchKind kind, HardState hardState, long truncateFrom, List<Entry> entries) {
        long imageBytes() {
            return BatchHeader.imageBytes(BatchPayload.bytes(hardState != null, entries));
        }
    }

    /** A batch ready to be written: the buffer holds exactly its blocks. */
    record Image(BatchHeader header, ByteBuffer bytes) {}

    Image encode(Content content, long sequence, long firstIndex, long previousTerm, int previousCrc) {
        long payloadBytes = BatchPayload.bytes(content.hardState != null, content.entries);
        Invariant.check(payloadBytes <= BatchHeader.PAYLOAD_BYTES_MAX, "a batch of %d bytes", payloadBytes);
        int imageBytes = (int) BatchHeader.imageBytes(payloadBytes);
        ByteBuffer image = imageBytes <= kept.capacity() ? kept : ByteBuffer.allocateDirect(imageBytes);
        image.clear().limit(imageBytes).position(BatchHeader.BYTES);
        BatchPayload.write(image, content.hardState, content.entries);
        Invariant.check(image.position() == BatchHeader.BYTES + payloadBytes, "payload of %d bytes", payloadBytes);
        Blocks.pad(image, image.position(), imageBytes);
        int maskSeed = mask(image, imageBytes, previousCrc);
        BatchHeader header = new BatchHeader(
                        content.kind,
                        content.hardState != null ? BatchHeader.HARD_STATE : 0,
                        sequence,
                        sequence - 1,
                        content.truncateFrom,
                        firstIndex,
                        content.entries.isEmpty()
                                ? 0
                                : content.entries.getFirst().term(),
                        previousTerm,
                        content.entries.size(),
                        (int) payloadBytes,
                        previousCrc,
                        Blocks.crc(image, BatchHeader.BYTES, imageBytes),
                        maskSeed,
                        0)
                .write(image);
        return new Image(header, image.position(0));
    }

    /** The header is not there yet: two words stand for it, since with it the first sector is never sparse. */
    private static int mask(ByteBuffer image, int imageBytes, int previousCrc) {
        image.putLong(0, -1).putLong(8, -1);
        boolean reachesSecondSector = image.position() > Blocks.SECTOR_BYTES;
        return reachesSecondSector && Blocks.hasSparseSector(image, imageBytes)
                ? BatchMask.apply(image, imageBytes, previousCrc)
                : BatchMask.NONE;
    }
}
