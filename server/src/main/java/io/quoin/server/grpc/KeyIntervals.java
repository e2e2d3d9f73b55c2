package io.quoin.server.grpc;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.TreeMap;

/** A set of keys, kept as disjoint intervals [begin, end) in the order of unsigned bytes. */
final class KeyIntervals {
    private final TreeMap<ByteString, ByteString> endByBegin =
            new TreeMap<>(ByteString.unsignedLexicographicalComparator());

    /** Adds [begin, end); nothing when the end is not above the begin. */
    void add(ByteString begin, ByteString end) {
        if (compare(begin, end) >= 0) {
            return;
        }
        ByteString mergedBegin = begin;
        ByteString mergedEnd = end;
        Map.Entry<ByteString, ByteString> before = endByBegin.floorEntry(begin);
        if (before != null && compare(before.getValue(), begin) >= 0) {
            mergedBegin = before.getKey();
            mergedEnd = later(mergedEnd, before.getValue());
        }
        for (var next = endByBegin.higherEntry(mergedBegin);
                next != null && compare(next.getKey(), mergedEnd) <= 0;
                next = endByBegin.higherEntry(mergedBegin)) {
            mergedEnd = later(mergedEnd, next.getValue());
            endByBegin.remove(next.getKey());
        }
        endByBegin.put(mergedBegin, mergedEnd);
    }

    /** Adds all intervals of another set. */
    void addAll(KeyIntervals other) {
        other.endByBegin.forEach(this::add);
    }

    /** Whether the key is inside. */
    boolean contains(ByteString key) {
        var before = endByBegin.floorEntry(key);
        return before != null && compare(key, before.getValue()) < 0;
    }

    private static ByteString later(ByteString a, ByteString b) {
        return compare(a, b) >= 0 ? a : b;
    }

    private static int compare(ByteString a, ByteString b) {
        return ByteString.unsignedLexicographicalComparator().compare(a, b);
    }
}
