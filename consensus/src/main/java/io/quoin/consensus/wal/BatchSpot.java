package io.quoin.consensus.wal;

import java.nio.ByteBuffer;

/** What lies where a batch may begin, judged by its own bytes alone; {@link LogScan} judges it by its neighbours. */
sealed interface BatchSpot {
    /** A batch whose checksums hold. The image is valid until the reader is used again. */
    record Whole(BatchHeader header, ByteBuffer image) implements BatchSpot {}

    /** The sector that would hold a header was never written: the end, or a write whose first sector did not arrive. */
    record Blank() implements BatchSpot {}

    /** A header whose body has a sector that was never written: no crash leaves that of a write that was finished. */
    record Torn(BatchHeader header) implements BatchSpot {}

    /** Bytes that were written and have changed since.  @param header null when it is not readable */
    record Damaged(BatchHeader header, String found) implements BatchSpot {}

    /** A sound header of a newer version. */
    record Unknown(BatchHeader header) implements BatchSpot {}
}
