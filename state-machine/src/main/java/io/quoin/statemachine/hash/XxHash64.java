package io.quoin.statemachine.hash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** XXH64 of byte arrays (github.com/Cyan4973/xxHash, specification of 2014): the same value on every platform. */
public final class XxHash64 {
    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;
    private static final int STRIPE_BYTES = 32;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private XxHash64() {}

    /** Hash of a whole array. */
    public static long hash(byte[] bytes, long seed) {
        return hash(bytes, 0, bytes.length, seed);
    }

    /** Hash of a part of an array. */
    public static long hash(byte[] bytes, int offset, int length, long seed) {
        int position = offset;
        int end = offset + length;
        long hash;
        if (length >= STRIPE_BYTES) {
            long lane1 = seed + PRIME_1 + PRIME_2;
            long lane2 = seed + PRIME_2;
            long lane3 = seed;
            long lane4 = seed - PRIME_1;
            for (; end - position >= STRIPE_BYTES; position += STRIPE_BYTES) {
                lane1 = round(lane1, (long) LONG.get(bytes, position));
                lane2 = round(lane2, (long) LONG.get(bytes, position + 8));
                lane3 = round(lane3, (long) LONG.get(bytes, position + 16));
                lane4 = round(lane4, (long) LONG.get(bytes, position + 24));
            }
            hash = Long.rotateLeft(lane1, 1)
                    + Long.rotateLeft(lane2, 7)
                    + Long.rotateLeft(lane3, 12)
                    + Long.rotateLeft(lane4, 18);
            hash = merge(merge(merge(merge(hash, lane1), lane2), lane3), lane4);
        } else {
            hash = seed + PRIME_5;
        }
        return avalanche(tail(hash + length, bytes, position, end));
    }

    /** Folds one number into a running hash: what chained digests and hashes of several fields are made of. */
    public static long combine(long hash, long value) {
        return avalanche(Long.rotateLeft(hash ^ round(0, value), 27) * PRIME_1 + PRIME_4);
    }

    private static long tail(long start, byte[] bytes, int from, int end) {
        long hash = start;
        int position = from;
        for (; end - position >= Long.BYTES; position += Long.BYTES) {
            hash = Long.rotateLeft(hash ^ round(0, (long) LONG.get(bytes, position)), 27) * PRIME_1 + PRIME_4;
        }
        if (end - position >= Integer.BYTES) {
            long unsigned = (int) INT.get(bytes, position) & 0xFFFFFFFFL;
            hash = Long.rotateLeft(hash ^ unsigned * PRIME_1, 23) * PRIME_2 + PRIME_3;
            position += Integer.BYTES;
        }
        for (; position < end; position++) {
            hash = Long.rotateLeft(hash ^ (bytes[position] & 0xFF) * PRIME_5, 11) * PRIME_1;
        }
        return hash;
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
    }

    private static long avalanche(long value) {
        long hash = (value ^ value >>> 33) * PRIME_2;
        hash = (hash ^ hash >>> 29) * PRIME_3;
        return hash ^ hash >>> 32;
    }
}
