package io.quoin.statemachine.mvcc;

import com.google.protobuf.ByteString;
import java.util.Arrays;

/**
 * The keys that a request names by {@code key} and {@code range_end}: no end is the one key, an end of one zero byte is
 * everything from the key on, otherwise [key, end), which is empty when the end is not above the key.
 *
 * @param from the first key, inclusive
 * @param to the end, exclusive; null when open, or for a single key
 * @param single whether it is exactly the key {@code from}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KeyRange(byte[] from, byte[] to, boolean single) {
    /** The range of a request. */
    static KeyRange of(ByteString key, ByteString rangeEnd) {
        byte[] from = key.toByteArray();
        if (rangeEnd.isEmpty()) {
            return new KeyRange(from, null, true);
        }
        boolean open = rangeEnd.size() == 1 && rangeEnd.byteAt(0) == 0;
        return new KeyRange(from, open ? null : rangeEnd.toByteArray(), false);
    }

    /** Whether no key can be inside. */
    boolean isEmpty() {
        return to != null && Arrays.compareUnsigned(from, to) >= 0;
    }

    /** Whether a key is inside. */
    boolean contains(byte[] key) {
        if (single) {
            return Arrays.equals(from, key);
        }
        return Arrays.compareUnsigned(from, key) <= 0 && (to == null || Arrays.compareUnsigned(key, to) < 0);
    }
}
