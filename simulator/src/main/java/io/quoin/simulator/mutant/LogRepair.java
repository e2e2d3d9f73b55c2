package io.quoin.simulator.mutant;

import io.quoin.consensus.wal.Disk;
import io.quoin.consensus.wal.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Writes into a log file as a repair tool of bad judgement would. Knows the layout of a batch header. */
final class LogRepair {
    private static final int BLOCK_BYTES = 4096;
    private static final int MAGIC = 0x51424154;
    private static final int HEADER_BYTES = 80;
    private static final int PAYLOAD_BYTES_OFFSET = 60;
    private static final int BODY_CRC_OFFSET = 68;
    private static final int HEADER_CRC_OFFSET = 76;

    private LogRepair() {}

    /** Zeros the file from the offset on. */
    static void cut(Disk disk, String path, long offset) throws IOException {
        try (DiskFile file = disk.openForWriting(path)) {
            file.write(ByteBuffer.allocate((int) (file.size() - offset)), offset);
            file.force(true);
        }
    }

    /** Gives every batch whose header is there the checksum of the body that is there. */
    static void makeChecksumsFit(Disk disk, String path) throws IOException {
        try (DiskFile file = disk.openForWriting(path)) {
            ByteBuffer image = ByteBuffer.allocate((int) file.size());
            file.read(image, 0);
            for (int at = BLOCK_BYTES; at + HEADER_BYTES <= image.capacity(); at += BLOCK_BYTES) {
                int end = at + HEADER_BYTES + image.getInt(at + PAYLOAD_BYTES_OFFSET);
                end = (end + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
                if (image.getInt(at) == MAGIC && end > at && end <= image.capacity()) {
                    image.putInt(at + BODY_CRC_OFFSET, crc(image, at + HEADER_BYTES, end));
                    image.putInt(at + HEADER_CRC_OFFSET, crc(image, at, at + HEADER_CRC_OFFSET));
                    file.write(image.slice(at, HEADER_BYTES), at);
                    at = end - BLOCK_BYTES;
                }
            }
            file.force(true);
        }
    }

    private static int crc(ByteBuffer image, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(image.slice(from, to - from));
        return (int) crc.getValue();
    }
}
