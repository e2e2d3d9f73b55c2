package io.quoin.storage.lmdb;

import io.quoin.storage.Table;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reusable native keys of one reader or writer: each call overwrites what the call before it gave. */
final class KeyBuffer {
    static final int RECORD_KEY_BYTES = 2 * Long.BYTES;

    /** The code under which the engine keeps its own entries; no table has it. */
    private static final byte ENGINE_CODE = 0;

    private static final byte CHECKPOINT = 0;
    private static final byte VERSION = 1;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment record = Arena.ofAuto().allocate(RECORD_KEY_BYTES, Long.BYTES);
    private final MemorySegment entry = Arena.ofAuto().allocate(1 + Table.KEY_BYTES_MAX, Long.BYTES);

    MemorySegment record(long main, int sub) {
        record.set(LONG, 0, main);
        record.set(LONG, Long.BYTES, sub);
        return record;
    }

    MemorySegment entry(Table table, byte[] key) {
        entry.set(ValueLayout.JAVA_BYTE, 0, (byte) table.code());
        MemorySegment.copy(key, 0, entry, ValueLayout.JAVA_BYTE, 1, key.length);
        return entry.asSlice(0, 1 + key.length);
    }

    /** The lowest possible key of a table; itself never one. */
    MemorySegment tableStart(Table table) {
        entry.set(ValueLayout.JAVA_BYTE, 0, (byte) table.code());
        return entry.asSlice(0, 1);
    }

    MemorySegment checkpoint() {
        return engineKey(CHECKPOINT);
    }

    MemorySegment version() {
        return engineKey(VERSION);
    }

    private MemorySegment engineKey(byte name) {
        entry.set(ValueLayout.JAVA_BYTE, 0, ENGINE_CODE);
        entry.set(ValueLayout.JAVA_BYTE, 1, name);
        return entry.asSlice(0, 2);
    }

    static long main(MemorySegment recordKey) {
        return recordKey.get(LONG, 0);
    }

    static int sub(MemorySegment recordKey) {
        return (int) recordKey.get(LONG, Long.BYTES);
    }
}
