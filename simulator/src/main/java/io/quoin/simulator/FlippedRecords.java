package io.quoin.simulator;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.quoin.api.mvccpb.KeyValue;
import io.quoin.storage.testing.RecordPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/** In which stored records a bit was flipped: only one outside of the value may keep a member from starting. */
final class FlippedRecords {
    /** The last four bytes are the checksum over the whole record; the twelve before vouch for all but the value. */
    private static final int CHECKSUM_BYTES = 4;

    private static final int TRAILER_BYTES = 12 + CHECKSUM_BYTES;

    private final Set<RecordPosition> positions = new HashSet<>();
    private final Set<RecordPosition> withKeyDamaged = new HashSet<>();

    /**
     * Where the value lies in a stored record.
     *
     * @return offset and length in bytes; none when the record is damaged so that it cannot be found
     */
    int[] valueOf(byte[] stored) {
        try {
            var in = CodedInputStream.newInstance(stored, 0, stored.length - TRAILER_BYTES);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == KeyValue.VALUE_FIELD_NUMBER) {
                    int length = in.readRawVarint32();
                    return new int[] {in.getTotalBytesRead(), length};
                }
                in.skipField(tag);
            }
        } catch (IOException e) {
            if (positions.isEmpty()) {
                throw new UncheckedIOException("a record that nobody damaged cannot be read", e);
            }
        }
        return new int[] {0, 0};
    }

    /**
     * A bit was flipped.
     *
     * @param value where the value lay before
     */
    void add(RecordPosition position, int[] value, int storedBytes, int bit) {
        positions.add(position);
        int at = bit / Byte.SIZE;
        boolean inValue = at >= value[0] && at < value[0] + value[1];
        if (!inValue && at < storedBytes - CHECKSUM_BYTES) {
            withKeyDamaged.add(position);
        }
    }

    /** Whether that record has a flipped bit. */
    boolean contains(RecordPosition position) {
        return positions.contains(position);
    }

    /** Whether it has one outside of its value. */
    boolean isKeyDamaged(RecordPosition position) {
        return withKeyDamaged.contains(position);
    }
}
